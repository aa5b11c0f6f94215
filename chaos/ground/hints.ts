import type { Seeded } from '../../server/src/replies/testing/seeded.ts'
import type { Meddler } from './line.ts'

/** Shares from 0 to 1, and the longest delay of a message in milliseconds. */
export type Mischief = { lost: number; doubled: number; lateMs: number }

/**
 * Loses, doubles and delays the messages that a NATS server delivers, each as a whole, so that later ones overtake
 * those before. `mischief` is asked for each message; all else of the protocol passes untouched.
 */
export function meddleWithHints(chance: Seeded, mischief: () => Mischief, onMessage = () => {}): Meddler {
  return write => {
    let rest: Buffer = Buffer.alloc(0)
    const deliver = (message: Buffer) => {
      const { lost, doubled, lateMs } = mischief()
      onMessage()
      if (chance.chance(lost)) return
      for (const copy of chance.chance(doubled) ? [message, message] : [message]) {
        const delayMs = lateMs > 0 ? chance.int(lateMs + 1) : 0
        if (delayMs > 0) setTimeout(() => write(copy), delayMs)
        else write(copy)
      }
    }
    return piece => {
      rest = Buffer.concat([rest, piece])
      for (let unit = takeUnit(rest); unit; unit = takeUnit(rest)) {
        rest = rest.subarray(unit.bytes.length)
        if (unit.isMessage) deliver(unit.bytes)
        else write(unit.bytes)
      }
    }
  }
}

/** One line of the protocol, with its payload where it has one; undefined while it is not whole. */
function takeUnit(buffer: Buffer): { bytes: Buffer; isMessage: boolean } | undefined {
  const lineEnd = buffer.indexOf('\r\n')
  if (lineEnd < 0) return undefined
  const line = buffer.toString('latin1', 0, lineEnd)
  // MSG subject sid [reply] bytes; HMSG subject sid [reply] bytes-of-headers bytes-in-all
  const size = /^H?MSG .* (\d+)$/.exec(line)?.[1]
  const end = lineEnd + 2 + (size === undefined ? 0 : Number(size) + 2)
  return end > buffer.length ? undefined : { bytes: buffer.subarray(0, end), isMessage: size !== undefined }
}
