import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, type Clock } from '../lib/clock.ts'

export type FakeProvider = {
  /** Up to and with `/v1`. */
  baseUrl: string
  calls: { path: string; headers: IncomingMessage['headers']; body: unknown }[]
  /** How many answers their caller has left before the end. */
  aborted(): number
  close(): Promise<void>
}

/** A provider on 127.0.0.1 that answers its n-th call, from 0, as `answer` does. */
export async function startFakeProvider(answer: (response: ServerResponse, n: number) => void): Promise<FakeProvider> {
  const calls: FakeProvider['calls'] = []
  let aborted = 0
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => (text += piece))
    request.on('end', () => {
      const n = calls.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) }) - 1
      response.on('close', () => (aborted += response.writableFinished ? 0 : 1))
      answer(response, n)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    calls,
    aborted: () => aborted,
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** One event of a completion. */
export function chunk(delta: object, finishReason: string | null = null): string {
  return event({
    id: 'c1',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })
}

export const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`
export const DONE = 'data: [DONE]\n\n'

/** A whole answer. */
export function reply(...pieces: string[]): string {
  const usage = { prompt_tokens: 7, completion_tokens: pieces.length, total_tokens: 7 + pieces.length }
  const texts = pieces.map(content => chunk({ content })).join('')
  return chunk({ role: 'assistant', content: '' }) + texts + chunk({}, 'stop') + event({ choices: [], usage }) + DONE
}

export function stream(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' })
}

/** Ten seconds pass in one. */
export function createHurriedClock(): Clock {
  const start = Date.now()
  return {
    now: () => start + (Date.now() - start) * 10,
    ticks: () => performance.now() * 10,
    setTimer: (run, delayMs) => systemClock.setTimer(run, delayMs / 10),
  }
}
