/**
 * Where a point of a reply lies. The offset counts UTF-16 units of text; every other part weighs 1.
 * The epoch starts at 1 and goes up when another writer takes over, or when the reply is continued.
 */
export type Address = { epoch: number; offset: number }

/** A citation, a notice to wait, the end mark: anything in a reply that is not text. Unknown kinds pass through. */
export type ReplyData = { type: string; [field: string]: unknown }

/** A piece of a reply: text, or one datum. */
export type Part = string | { data: ReplyData }

/** Parts that begin at `at`. */
export type Batch = { epoch: number; at: number; parts: readonly Part[] }

/** On the wire: `2.812`. */
export function formatAddress({ epoch, offset }: Address): string {
  return `${epoch}.${offset}`
}

/** Reads `2.812`, or a bare offset (`812`, whose epoch is then 0: "any"); undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:(\d{1,9})\.)?(\d{1,15})$/.exec(text)
  return match ? { epoch: Number(match[1] ?? 0), offset: Number(match[2]) } : undefined
}

export function weigh(part: Part): number {
  return typeof part === 'string' ? part.length : 1
}

/** How far a run of parts moves the address. */
export function span(parts: readonly Part[]): number {
  let total = 0
  for (const part of parts) total += weigh(part)
  return total
}

/** The parts behind the first `units`: `tail(join([...a, ...b]), span(a))` is `join(b)`. */
export function tail(parts: readonly Part[], units: number): Part[] {
  const rest: Part[] = []
  let skip = units
  for (const part of parts) {
    const weight = weigh(part)
    if (skip >= weight) skip -= weight
    else {
      rest.push(skip > 0 && typeof part === 'string' ? part.slice(skip) : part)
      skip = 0
    }
  }
  return rest
}

/** The first `units` of a run of parts. */
export function head(parts: readonly Part[], units: number): Part[] {
  const first: Part[] = []
  let room = units
  for (const part of parts) {
    if (room <= 0) break
    first.push(typeof part === 'string' ? part.slice(0, room) : part)
    room -= weigh(part)
  }
  return first
}

/** The same reply with neighbouring texts made one and empty texts dropped: the normal form of a run of parts. */
export function join(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) push(joined, part)
  return joined
}

/** Adds one part to a run in normal form. */
export function push(parts: Part[], part: Part): void {
  const last = parts.at(-1)
  if (part === '') return
  if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
  else parts.push(part)
}

/** All text of a run of parts. */
export function textOf(parts: readonly Part[]): string {
  let text = ''
  for (const part of parts) if (typeof part === 'string') text += part
  return text
}

/** True where a cut at `offset` would part a surrogate pair. */
export function splitsPair(parts: readonly Part[], offset: number): boolean {
  let start = 0
  for (const part of parts) {
    const end = start + weigh(part)
    if (offset <= start) return false
    if (offset < end) return typeof part === 'string' && insidePair(part, offset - start)
    start = end
  }
  return false
}

/** True where index `at` of a text lies between the two halves of a surrogate pair. */
export function insidePair(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
