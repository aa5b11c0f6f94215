import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { play } from './model/play.ts'
import { createRecord, type Recorded } from './model/record.ts'
import { stepsOf, type Step } from './model/steps.ts'

export type ModelServer = {
  /** For `OPENAI_BASE_URL`. */
  url: string
  port: number
  /** The newest 1,000 calls, oldest first. */
  requests: Recorded[]
  /** How many calls there were, and how many of them were aborted. */
  calls(): number
  aborted(): number
  /**
   * What the next calls get: the n-th one `replies[n]`, all behind them the last. With none: what their model's name
   * says.
   */
  script(...replies: Step[][]): void
  /** Forgets scripts, calls and counts. */
  reset(): void
  close(): Promise<void>
}

/**
 * A model server that does as it is told, the same each time: OpenAI's protocol on 127.0.0.1, for tests and
 * measurements. A model's name may be the script (see `stepsOf`). From outside: `GET` and `DELETE /__requests`, `POST
 * /__script` with `[[step, …], …]`.
 */
export async function startModelServer({ port = 0 }: { port?: number } = {}): Promise<ModelServer> {
  const record = createRecord()
  let replies: Step[][] = []

  function complete(response: ServerResponse, request: IncomingMessage, body: Body): void {
    const { model, messages, stream_options: options } = body
    const { nthOfModel, leave } = record.add({ model, messages, authorization: request.headers.authorization })
    let broken = false
    response.on('close', () => response.writableFinished || broken || leave())
    response.socket?.setNoDelay(true)
    const steps = replies.length > 1 ? replies.shift() : replies[0]
    play(response, steps ?? stepsOf(model, nthOfModel), {
      model,
      messages: messages.length,
      withUsage: options?.include_usage === true,
      onBreak: () => (broken = true),
    })
  }

  function reset(): void {
    record.reset()
    replies = []
  }

  const server = createServer((request, response) => {
    const route = `${request.method} ${request.url}`
    const answer = (value: unknown) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (route === 'POST /v1/chat/completions')
      return readJson<Body>(request, response, body => complete(response, request, body))
    if (route === 'POST /__script')
      return readJson<Step[][]>(request, response, script => answer({ replies: (replies = script).length }))
    if (route === 'GET /__requests')
      return answer({ calls: record.calls(), aborted: record.aborted(), requests: record.requests })
    if (route === 'DELETE /__requests') return answer(reset())
    if (route === 'GET /v1/models') return answer({ object: 'list', data: [{ id: 'tokens-50', object: 'model' }] })
    response.writeHead(404).end()
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen({ port, host: '127.0.0.1', backlog: 4_096 }, resolve))
  const { port: bound } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${bound}/v1`,
    port: bound,
    requests: record.requests,
    calls: record.calls,
    aborted: record.aborted,
    script: (...next) => void (replies = next),
    reset,
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

type Body = { model: string; messages: Recorded['messages']; stream_options?: { include_usage?: boolean } }

/** Trusts what it reads: who calls is a test. */
function readJson<T>(request: IncomingMessage, response: ServerResponse, then: (value: T) => void): void {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (piece: string) => (text += piece))
  request.on('end', () => {
    try {
      then(JSON.parse(text) as T)
    } catch (error) {
      response.writeHead(400).end(String(error))
    }
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '9100' } } })
  const { url } = await startModelServer({ port: Number(values.port) })
  console.log(`model server on ${url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))
}
