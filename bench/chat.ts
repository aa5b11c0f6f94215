import { request, type Agent } from 'node:http'
import type { Visitor } from './targets.ts'

/** One message and its reply, read as raw bytes. Resolves when it is over, with what went wrong if something did. */
export function chat(
  visitor: Visitor,
  call: { model: string; agent: Agent; signal: AbortSignal },
  onBytes: (bytes: Buffer) => void,
): Promise<string | undefined> {
  const { model, agent, signal } = call
  const body = visitor.body(model)
  const headers = { ...visitor.headers, 'content-length': Buffer.byteLength(body) }
  return new Promise(resolve => {
    const outgoing = request(visitor.base + visitor.path(), { method: 'POST', agent, headers, signal }, response => {
      response.on('data', onBytes)
      response.on('end', () => resolve(response.statusCode === 200 ? undefined : `status ${response.statusCode}`))
      response.on('error', error => resolve(error.message))
    })
    outgoing.on('error', error => resolve(error.message))
    outgoing.end(body)
  })
}
