import type { ServerResponse } from 'node:http'
import { createPacer } from './pacer.ts'
import type { Tokens } from './steps.ts'

const pacer = createPacer()

/** Writes the tokens from number `from` on, at the pace that is asked for, then goes on. */
export function playTokens(
  response: ServerResponse,
  step: Tokens,
  from: number,
  token: (n: number) => Buffer,
  goOn: () => void,
): void {
  const end = from + step.tokens
  let sent = from

  const write = (upTo: number): boolean => {
    if (upTo - sent === 1) return response.write(token(sent++))
    const batch: Buffer[] = []
    for (; sent < upTo; sent++) batch.push(token(sent))
    return batch.length === 0 || response.write(Buffer.concat(batch))
  }

  const burst = (): void => {
    if (response.destroyed) return
    const open = write(Math.min(end, sent + (step.pack ?? 1)))
    if (sent >= end) goOn()
    else if (open) setImmediate(burst)
    else response.once('drain', burst)
  }

  const { perSecond } = step
  if (perSecond === undefined) return burst()
  const startMs = performance.now()
  pacer.add(nowMs => {
    if (response.destroyed) return false
    const due = Math.min(end, from + Math.floor(((nowMs - startMs) * perSecond) / 1000) + 1)
    // One token a write, as a model does; several at a time only where the timer was late.
    while (sent < due) write(sent + 1)
    if (sent >= end) goOn()
    return sent < end
  })
}
