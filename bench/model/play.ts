import type { ServerResponse } from 'node:http'
import { eventsOf } from './events.ts'
import { playTokens } from './play-tokens.ts'
import type { Step, Word } from './steps.ts'
import { stamp } from './token.ts'

export type Call = {
  model: string
  /** How many messages it was sent. */
  messages: number
  withUsage: boolean
  /** Called before the connection is broken as scripted. */
  onBreak(): void
}

/** Does the steps one after the other; a list that does not say how it ends, ends well. */
export function play(response: ServerResponse, steps: readonly Step[], call: Call): void {
  const events = eventsOf(call.model)
  let sent = 0

  function next(index: number): void {
    const step = steps[index]
    const goOn = () => next(index + 1)
    if (response.destroyed || step === 'hang') return
    if (step === undefined) return finish('stop')
    if (typeof step === 'string') return playWord(step, goOn)
    if ('status' in step) return refuse(response, step)
    if ('waitMs' in step) return step.waitMs > 0 ? void setTimeout(goOn, step.waitMs) : goOn()
    if ('until' in step) return void step.until.then(goOn)
    if ('finish' in step) return finish(step.finish)
    begin()
    if ('text' in step) return void response.write(events.text(step.text), goOn)
    const from = sent
    sent += step.tokens
    playTokens(
      response,
      step,
      from,
      step.stamped ? () => Buffer.from(events.text(stamp())) : n => events.token(n, step.bytes),
      goOn,
    )
  }

  function begin(): void {
    if (response.headersSent) return
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
    response.write(events.delta({ role: 'assistant', content: '' }))
  }

  function playWord(word: Word, goOn: () => void): void {
    begin()
    if (word === 'drop' || word === 'reset') {
      call.onBreak()
      if (word === 'drop') response.write(': the end\n\n', () => response.destroy())
      else response.write('data: {"choices":[{"del', () => response.socket?.resetAndDestroy())
      return
    }
    if (word === 'malformed') response.write('data: {"choices":[{"delta":{"cont\n\n')
    if (word === 'echo') response.write(events.text(`messages: ${call.messages}`))
    if (word === 'bad-utf8') response.write(events.badUtf8())
    goOn()
  }

  function finish(reason: string): void {
    begin()
    response.end(`${events.delta({}, reason)}${call.withUsage ? events.usage(sent) : ''}data: [DONE]\n\n`)
  }

  next(0)
}

function refuse(
  response: ServerResponse,
  { status, retryAfter, code }: { status: number; retryAfter?: number; code?: string },
): void {
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  response.end(JSON.stringify({ error: { message: `scripted ${status}`, type: 'scripted', code: code ?? null } }))
}
