import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

export type Asking = {
  headers?: Record<string, string>
  /** Sent as it is where it is text or bytes, else as JSON. */
  body?: unknown
}

/** An answer of which the head is here and the body still comes. */
export type Answer = {
  status: number
  headers: IncomingHttpHeaders
  /** Throws where the connection breaks before the end. */
  pieces: AsyncIterable<string>
  /** Goes away without waiting for the end. */
  leave(): void
}

export type Whole<T = Record<string, unknown>> = {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The body, as whoever asks says it is: nothing checks it. */
  json: T
}

/** One request on a connection of its own: nothing that was kept alive outlives a killed server. */
export function call(base: string, method: string, path: string, { headers = {}, body }: Asking = {}): Promise<Answer> {
  const isJson = body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const options = { method, agent: false, headers: { ...type, ...headers } }
    const outgoing = request(base + path, options, incoming => resolve(answerOf(incoming)))
    outgoing.on('error', reject)
    outgoing.end(isJson ? JSON.stringify(body) : body)
  })
}

function answerOf(incoming: IncomingMessage): Answer {
  incoming.setEncoding('utf8')
  // Who leaves, or never reads, is told nothing of it.
  incoming.on('error', () => {})
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    pieces: incoming,
    leave: () => void incoming.destroy(),
  }
}

/** The same, read to its end. */
export async function ask<T>(base: string, method: string, path: string, asking?: Asking): Promise<Whole<T>> {
  const { status, headers, pieces } = await call(base, method, path, asking)
  const text = await textOf(pieces)
  const isJson = text !== '' && /json/.test(headers['content-type'] ?? '')
  return { status, headers, text, json: (isJson ? JSON.parse(text) : undefined) as T }
}

export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
