import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { notPublic, type Target } from './egress-target.ts'

export type HostAddress = { address: string; family: number }
export type Resolve = (hostname: string) => Promise<HostAddress[]>

export const resolveBySystem: Resolve = hostname => lookup(hostname, { all: true, order: 'ipv4first' })

/** What a host's name stands for now; all of it must be permitted. A literal stands for itself, and has been judged. */
export async function findAddresses(
  { url, permits }: Target,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<HostAddress[]> {
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0) return [{ address: literal, family: isIP(literal) }]
  const found = await unlessAborted(resolve(url.hostname), signal)
  if (!found.every(({ address }) => permits(address))) throw notPublic()
  return found
}

/** A look-up cannot be taken back, but need not be waited for. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject)
  })
}
