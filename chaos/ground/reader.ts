import { setTimeout as pause } from 'node:timers/promises'
import type { MessageCompleteEvent } from '@folio/protocol'
import type { Follower } from '../../server/test/world/follower.ts'
import type { Person, Reply } from '../../server/test/world/person.ts'
import { at, type Pod } from './pods.ts'

/** Who reads one reply to its end whatever happens: cut off, it comes back where it was, at the next door. */
export type Reader = {
  readonly text: string
  readonly address: string
  readonly complete: MessageCompleteEvent | undefined
  /** How often it has connected. */
  readonly connections: number
  /** Each time that text came, and the end: when, and up to where. */
  readonly pieces: readonly Piece[]
  /** What did not fit: a gap, something twice, something behind the end. */
  readonly fault: string | undefined
  /** Resolves at the end of the reply, or when it leaves, or at a fault. */
  over: Promise<void>
  /** Resolves when so much text is there, or it is over. */
  has(units: number): Promise<void>
  leave(): void
}

export type Piece = { at: number; units: number }
type Door = Pick<Pod, 'base' | 'alive'>
type Options = { way?: 'sse' | 'websocket'; after?: string }

const AGAIN_MS = 50
const MISFIT = /does not fit|comes b/

/** Tries the doors in turn, the first one first. */
export function readFaithfully(
  person: Person,
  reply: Pick<Reply, 'id'>,
  doors: readonly Door[],
  { way = 'sse', after = '0.0' }: Options = {},
): Reader {
  const bell = createBell()
  const state: State = { text: '', address: after, complete: undefined, connections: 0, pieces: [], fault: undefined }
  let left = false
  let follower: Follower | undefined
  const isOver = () => left || state.complete !== undefined || state.fault !== undefined

  const read = async () => {
    for (let turn = 0; !isOver(); turn++) {
      const door = doors[turn % doors.length]
      const opened = door?.alive ? await open(at(door, person), reply, way, state.address) : undefined
      if (!opened) {
        await pause(AGAIN_MS)
        continue
      }
      state.connections++
      follower = opened.follower
      await drink(follower, state, () => {
        bell.ring()
        return left
      })
      opened.close()
    }
  }
  return Object.assign(state, {
    over: read().finally(bell.ring),
    has: (units: number) => bell.until(() => state.text.length >= units || isOver()),
    leave() {
      left = true
      follower?.leave()
    },
  })
}

type State = { -readonly [Key in 'text' | 'address' | 'complete' | 'connections' | 'fault']: Reader[Key] } & {
  pieces: Piece[]
}

/** Takes all that one connection brings, until it ends, or says that the server is leaving, or `leaves` says so. */
async function drink(source: Follower, state: State, leaves: () => boolean): Promise<void> {
  const had = state.text
  for (let seen = 0, going = true; going;) {
    // A silence longer than the pings allow is a dead connection.
    going = await source
      .until(() => source.frames.length > seen)
      .then(
        () => true,
        () => false,
      )
    const isSentAway = source.frames.slice(seen).some(({ type }) => type === 'reconnect')
    seen = source.frames.length
    state.address = source.address
    if (had.length + source.text.length > state.text.length) {
      state.text = had + source.text
      state.pieces.push({ at: performance.now(), units: state.text.length })
    }
    going &&= !leaves() && !source.complete && !isSentAway
  }
  source.leave()
  state.complete = source.complete
  if (state.complete) state.pieces.push({ at: performance.now(), units: state.text.length })
  await source.over.catch((error: unknown) => {
    if (MISFIT.test(String(error))) state.fault = String(error)
  })
}

/** Wakes those who wait for something, each time that it may have come. */
function createBell() {
  const watchers = new Set<() => void>()
  return {
    ring() {
      for (const watcher of watchers) watcher()
    },
    until: (holds: () => boolean) =>
      new Promise<void>(resolve => {
        const look = () => {
          if (!holds()) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
  }
}

async function open(person: Person, reply: Pick<Reply, 'id'>, way: 'sse' | 'websocket', after: string) {
  try {
    if (way === 'sse') return { follower: await person.follow(reply, after), close() {} }
    const socket = await person.socket()
    return { follower: socket.follow(reply.id, after), close: socket.close }
  } catch {
    return undefined
  }
}

/** In milliseconds; `quietMs`: without what the machine had its part in. */
export type Stall = { ms: number; quietMs: number }

/** The longest time between two pieces. `noiseMs`: what to take off a time. */
export function longestStall(
  readers: readonly Pick<Reader, 'pieces'>[],
  noiseMs: (from: number, to: number) => number,
  from: number,
  to: number,
): Stall {
  const longest: Stall = { ms: 0, quietMs: 0 }
  for (const { pieces } of readers) {
    for (const [index, { at: endedAt }] of pieces.entries()) {
      const beganAt = pieces[index - 1]?.at ?? endedAt
      if (endedAt < from || beganAt > to) continue
      const ms = endedAt - beganAt
      longest.ms = Math.max(longest.ms, ms)
      if (ms > longest.quietMs) longest.quietMs = Math.max(longest.quietMs, ms - noiseMs(beganAt, endedAt))
    }
  }
  return longest
}
