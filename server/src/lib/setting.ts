import ipaddr from 'ipaddr.js'
import { z } from 'zod'

/** How one setting is read from its text. The message of each says what the setting must be. */

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** An address range: its base and the bits that count. */
export type AddressRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/** `read` answers undefined for what it does not accept. */
export function setting<T>(mustBe: string, read: (text: string) => T | undefined) {
  return z.string().transform((text, context): T => {
    const value = read(text.trim())
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: mustBe })
    return z.NEVER
  })
}

export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  const upTo = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  return setting(`a whole number ${upTo}`, text => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN
    return value >= min && value <= max ? value : undefined
  })
}

/** `500ms`, `30s`, `5m`, `1h` or plain milliseconds; as milliseconds. */
export function duration(minMs: number, maxMs = 86_400_000) {
  return setting(`a duration from ${minMs}ms to ${maxMs / 1_000}s, such as 500ms, 30s or 5m`, text => {
    const [, amount, unit = 'ms'] = /^(\d{1,12}(?:\.\d{1,3})?)\s*(ms|s|m|h)?$/.exec(text) ?? []
    const ms = Math.round(Number(amount) * (UNITS[unit] ?? NaN))
    return ms >= minMs && ms <= maxMs ? ms : undefined
  })
}

export function flag() {
  return setting('true or false', text => {
    if (/^(true|1|yes|on)$/i.test(text)) return true
    return /^(false|0|no|off)$/i.test(text) ? false : undefined
  })
}

export function oneOf<const T extends string>(values: readonly T[]) {
  return setting(`one of ${values.join(', ')}`, text => values.find(value => value === text.toLowerCase()))
}

export function matching(mustBe: string, pattern: RegExp) {
  return setting(mustBe, text => (pattern.test(text) ? text : undefined))
}

/** A comma-separated list; empty pieces are dropped. */
export function list<T>(mustBe: string, read: (piece: string) => T | undefined) {
  return setting(mustBe, text => {
    const pieces = text.split(',').map(piece => piece.trim())
    const values = pieces.filter(piece => piece !== '').map(read)
    return values.every(value => value !== undefined) ? values : undefined
  })
}

/** `https://chat.example.org`: what a browser sends as `Origin`. */
export function readOrigin(text: string): string | undefined {
  const url = readHttpUrl(text)
  return url && url.origin === text.toLowerCase().replace(/\/$/, '') ? url.origin : undefined
}

export function readHttpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : undefined
}

/** `10.0.0.0/8`, `::1`; an address alone is a range of one. */
export function readRange(text: string): AddressRange | undefined {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text)
    if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined
    const address = ipaddr.process(text)
    return [address, address.kind() === 'ipv4' ? 32 : 128]
  } catch {
    return undefined
  }
}

/** What a million tokens of a model cost, in US dollars: of what it is told, and of what it says. */
export type Price = { model: string; prompt: number; completion: number }

/** `gpt-4o=2.5/10`. */
export function readPrice(text: string): Price | undefined {
  const [, model, prompt, completion] =
    /^(\S+)\s*=\s*(\d{1,6}(?:\.\d{1,6})?)\s*\/\s*(\d{1,6}(?:\.\d{1,6})?)$/.exec(text) ?? []
  return model === undefined ? undefined : { model, prompt: Number(prompt), completion: Number(completion) }
}

/** What of the operator's own network may be fetched: a host by its name and port, or addresses by their range. */
export type Allowed = { kind: 'host'; host: string; port: number } | { kind: 'range'; range: AddressRange }

/** `wiki.local:8080`, `10.1.0.0/16`; a host without a port is that host at port 80, an address alone a range of one. */
export function readAllowed(text: string): Allowed | undefined {
  const range = readRange(text)
  if (range) return { kind: 'range', range }
  const [, name, port = '80'] = /^(\[[\da-f:.]+\]|[a-z\d.-]+)(?::(\d{1,5}))?$/i.exec(text) ?? []
  if (name === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined
  return { kind: 'host', host: name.toLowerCase(), port: Number(port) }
}
