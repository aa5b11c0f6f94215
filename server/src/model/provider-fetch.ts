import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { failureOfIdleSocket } from './failures.ts'

const MAX_ERROR_BYTES = 65_536
/** Of the headers of an answer; each costs its share of every call. */
const KEPT = new Set(['content-type', 'retry-after', 'retry-after-ms'])

export type ProviderFetch = {
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>
  /** The body of a 2xx answer of `fetch`, paused at its first byte; the `Response` itself has none. */
  bodyOf(response: Response): IncomingMessage
}

/**
 * A `fetch` on `node:http`, whose sockets are read through callbacks: through web streams each token costs several
 * times as much. It talks to `origin` and to nobody else, and follows no redirect, so that no key leaves for another
 * place.
 */
export function createProviderFetch(origin: string): ProviderFetch {
  const { Agent, request } = origin.startsWith('https:') ? https : http
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 256, noDelay: true })
  const bodies = new WeakMap<Response, IncomingMessage>()

  async function answer(message: IncomingMessage): Promise<Response> {
    const status = message.statusCode ?? 0
    const good = status >= 200 && status < 300
    const error = good ? null : await readError(message)
    const headers = Object.entries(message.headers).filter(([name]) => KEPT.has(name)) as [string, string][]
    const response = new Response(error, { status: status > 599 ? 599 : status, headers })
    if (good) bodies.set(response, message)
    return response
  }

  return {
    fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input)
      if (url.origin !== origin) return Promise.reject(new Error('not the configured provider'))
      return new Promise((resolve, reject) => {
        const headers = Object.fromEntries(init.headers instanceof Headers ? init.headers : new Headers(init.headers))
        const call = request(url, { agent, method: init.method ?? 'GET', headers })
        const abort = () => void call.destroy(new Error('aborted'))
        if (init.signal?.aborted) abort()
        init.signal?.addEventListener('abort', abort, { once: true })
        call.once('response', message => void answer(message).then(resolve, reject))
        call.on('error', error => reject(call.reusedSocket && isReset(error) ? failureOfIdleSocket(error) : error))
        call.end(typeof init.body === 'string' ? init.body : undefined)
      })
    },
    bodyOf(response) {
      const body = bodies.get(response)
      if (body === undefined) throw new Error('not an answer of this fetch')
      return body
    },
  }
}

const isReset = (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET'

function readError(message: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let text = ''
    message.setEncoding('utf8')
    message.on('data', (piece: string) => {
      text += piece
      if (text.length < MAX_ERROR_BYTES) return
      resolve(text)
      message.destroy()
    })
    message.on('end', () => resolve(message.statusCode === 304 ? null : text))
    message.on('error', reject)
  })
}
