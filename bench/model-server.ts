import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { embed, type Embedded } from './model/embeddings.ts'
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
  /** What it was asked for vectors of. */
  embedded: Embedded
  /** Answers the next calls for vectors with this status and so late; 200: as usual. */
  scriptEmbeddings(status: number, delayMs?: number): void
  /** Answers no call for vectors of this model until what it returns is called. */
  holdEmbeddings(model: string): () => void
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
  const embedded: Embedded = new Map()
  let replies: Step[][] = []
  let embeddings = { status: 200, delayMs: 0 }
  const held = new Map<string, Promise<void>>()

  async function answerEmbeddings(response: ServerResponse, { model, input }: EmbeddingBody): Promise<void> {
    const { status, delayMs } = embeddings
    if (delayMs > 0) await sleep(delayMs)
    await held.get(model)
    const texts = typeof input === 'string' ? [input] : input
    response.writeHead(status, { 'content-type': 'application/json' })
    if (status !== 200) return void response.end(JSON.stringify({ error: { message: 'scripted' } }))
    embedded.set(model, [...(embedded.get(model) ?? []), ...texts])
    const data = embed(model, texts).map((embedding, index) => ({ object: 'embedding', index, embedding }))
    response.end(JSON.stringify({ object: 'list', model, data }))
  }

  function complete(response: ServerResponse, request: IncomingMessage, body: Body): void {
    const { model, messages, temperature, stream_options: options } = body
    const { nthOfModel, leave } = record.add({
      model,
      messages,
      temperature,
      authorization: request.headers.authorization,
    })
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
    embedded.clear()
    replies = []
    embeddings = { status: 200, delayMs: 0 }
  }

  const server = createServer((request, response) => {
    const route = `${request.method} ${request.url}`
    const answer = (value: unknown) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (route === 'POST /v1/chat/completions')
      return readJson<Body>(request, response, body => complete(response, request, body))
    if (route === 'POST /v1/embeddings')
      return readJson<EmbeddingBody>(request, response, body => void answerEmbeddings(response, body))
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
    embedded,
    script: (...next) => void (replies = next),
    scriptEmbeddings: (status, delayMs = 0) => void (embeddings = { status, delayMs }),
    holdEmbeddings(model) {
      let release = () => {}
      held.set(model, new Promise(resolve => (release = resolve)))
      return release
    },
    reset,
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

type Body = Pick<Recorded, 'model' | 'messages' | 'temperature'> & { stream_options?: { include_usage?: boolean } }

type EmbeddingBody = { model: string; input: string | string[] }

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
