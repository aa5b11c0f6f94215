import { isIP } from 'node:net'
import { isInRange, isPublicAddress } from './egress-address.ts'
import { EgressFailure } from './egress-failure.ts'
import type { Allowed } from './setting.ts'

/** Where a request may go: the address, read once, and which addresses its host may turn out to have. */
export type Target = { url: URL; permits: (address: string) => boolean }

const PORTS = new Set([80, 443])
const MAX_URL_UNITS = 4_000

/** Reads an address as browsers do, so that what is judged is what is connected to. Throws `EgressFailure`. */
export function readTarget(text: string, allow: readonly Allowed[], base?: URL): Target {
  if (text.length > MAX_URL_UNITS || !URL.canParse(text, base?.href)) throw notAllowed('This is not an address.')
  const url = new URL(text, base?.href)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw notAllowed('Only addresses that begin with http:// or https:// can be fetched.')
  if (url.username !== '' || url.password !== '') throw notAllowed('An address must not hold a name or a password.')
  url.hash = ''
  const target = { url, permits: permitsFor(url, allow) }
  // Nobody looks a literal up: it is judged here or nowhere.
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !target.permits(literal)) throw notPublic()
  return target
}

export function notPublic(): EgressFailure {
  return notAllowed('This address is not on the public internet.')
}

function permitsFor(url: URL, allow: readonly Allowed[]): Target['permits'] {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const isNamed = allow.some(entry => entry.kind === 'host' && entry.host === url.hostname && entry.port === port)
  // Whoever runs this server trusts that name, wherever it leads.
  if (isNamed) return () => true
  if (!PORTS.has(port)) throw notAllowed('Only the usual ports can be fetched from, 80 and 443.')
  return address =>
    isPublicAddress(address) || allow.some(entry => entry.kind === 'range' && isInRange(address, entry.range))
}

function notAllowed(message: string): EgressFailure {
  return new EgressFailure('address_not_allowed', message)
}
