import { MARK_BYTE, nowMicros } from './model/token.ts'

/**
 * Counts the tokens that begin in these bytes, whatever stands around them; `age` gets the milliseconds since each
 * stamp was written. A stamp that the network has cut in two counts, but has no age.
 */
export function countTokens(bytes: Buffer, age?: (ms: number) => void): number {
  let count = 0
  const now = age ? nowMicros() : 0
  for (let at = bytes.indexOf(MARK_BYTE); at >= 0; at = bytes.indexOf(MARK_BYTE, at + 1)) {
    count++
    const micros = age ? stampAt(bytes, at + 1) : undefined
    if (micros !== undefined) age?.((now - micros) / 1000)
  }
  return count
}

function stampAt(bytes: Buffer, start: number): number | undefined {
  let micros = 0
  for (let at = start; at < bytes.length; at++) {
    const digit = base36(bytes[at] ?? 0)
    if (digit < 0) return micros
    micros = micros * 36 + digit
  }
  return undefined
}

function base36(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  return byte >= 97 && byte <= 122 ? byte - 87 : -1
}
