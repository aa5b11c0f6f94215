import { span, type EndMark, type Part } from '@folio/protocol'
import { podTopic, PODS_TOPIC, replyTopic, type Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import type { Store } from '../store/open.ts'
import { countAttempt } from '../store/replies.ts'
import type { MessageRow } from '../store/tables.ts'
import type { Tape } from '../tape/tape.ts'
import { pickUp, serveQueues, startBeat } from './beat.ts'
import { follow, type Cursor } from './follow.ts'
import { createMirrors } from './mirrors.ts'
import { endMark, ownReply, type OwnedReply, type Workshop } from './own.ts'
import { endOf, fromRow, hasText, startsWith } from './row-parts.ts'
import { settleReply, type Settled } from './settle.ts'

/** How often a reply with nothing visible is begun, all owners together. */
const MAX_ATTEMPTS = 2
/** The same where it goes on by itself behind the text it has. */
const MAX_RESUMED = 5
/** How long who takes a reply over waits for its tape; then the row says all there is. */
const FENCE_RETRY_MS = [100, 400, 1_000, 2_000] as const

/** What the product does with replies; the engine itself knows nothing of chat. */
export type ReplyServer = {
  /** Fills a reply and ends it. What it throws ends the reply as interrupted. */
  answer(reply: OwnedReply): Promise<void>
  /** A reply has ended, and its row says so. */
  settled(settled: Settled): void
  /** Something went wrong that a person running this should see. `row` where it concerns one reply. */
  trouble(error: unknown, row?: MessageRow): void
}

export type Replies = {
  /** Where no other process may own a reply: recovers what a dead one has left. Keeps the leases from now on. */
  start(): Promise<void>
  /** Answers a reply that was claimed for this pod in a transaction that has committed. */
  begin(row: MessageRow): void
  /** Ends a reply whose stop was asked for in a transaction that has committed. */
  stop(row: MessageRow): Promise<void>
  /** Undefined where the address would part a surrogate pair. */
  follow(row: MessageRow, from: number, onMore: () => void): Cursor | undefined
  /** False once this process is leaving. */
  takesWork(): boolean
  readonly active: number
  /** Lets running replies end for so long, then ends or hands over the rest. */
  drain(graceMs: number): Promise<void>
}

/** `tapeAt`: where the tape stands; undefined where nobody knows. `mark`: an end that the row does not have yet. */
type Gathered = { parts: Part[]; tapeAt: number | undefined; mark: EndMark | undefined }
type Engines = { store: Store; tape: Tape; bus: Bus; clock: Clock; podId: string }

/** `alone`: no other process may own a reply. `autoContinue`: what lost its owner goes on by itself, text or not. */
type Rules = { alone: boolean; autoContinue: boolean }

export function createReplies(engines: Engines, server: ReplyServer, { alone, autoContinue }: Rules): Replies {
  const { store, tape, bus, clock, podId } = engines
  const mirrors = createMirrors(engines)
  const held = new Map<string, OwnedReply>()
  let draining = false
  let leaving = false
  let stopBeat = () => {}
  let onIdle = () => {}

  const onSettled = (settled: Settled) => {
    server.settled(settled)
    if (settled.next) begin(settled.next)
    else if (draining) bus.publish(PODS_TOPIC, {})
  }
  const onReleased = (reply: OwnedReply) => {
    if (held.get(reply.row.id) === reply) held.delete(reply.row.id)
    if (held.size === 0) onIdle()
  }
  const takesWork = () => !draining
  const workshop: Workshop = { ...engines, alone, mirrors, takesWork, onSettled, onReleased, onTrouble: server.trouble }

  const own = (row: MessageRow, had: Part[], tapeAt: number | undefined): OwnedReply => {
    const reply = ownReply(workshop, row, had, tapeAt)
    held.set(row.id, reply)
    if (leaving) reply.leave('drain')
    return reply
  }
  const run = (reply: OwnedReply) => {
    if (reply.row.stop_requested) return void reply.end({ status: 'stopped' })
    server.answer(reply).catch(error => {
      server.trouble(error, reply.row)
      return reply.end(interrupted('server_error', 'The server could not finish this reply.'))
    })
  }
  /** All that is durable of a reply, behind the fence of the row's epoch. */
  const gather = async (row: MessageRow): Promise<Gathered> => {
    const stored = fromRow(row)
    // The first owner finds nothing.
    if (row.epoch === 1) return { parts: stored, tapeAt: 0, mark: undefined }
    const written = await fence(row)
    // What the row has taken while the tape was away, the tape may have otherwise: the row wins.
    const fits = written && startsWith(written, stored)
    const durable = fits ? written : stored
    // And where the tape was lost with its owner, those who read here have kept what they were shown.
    const seen = mirrors.seen(row.id)
    const parts = span(seen) > span(durable) && startsWith(seen, durable) ? [...seen] : durable
    const mark = span(parts) > span(stored) ? endOf(parts) : undefined
    return { parts, tapeAt: fits ? span(written) : undefined, mark }
  }
  /** Undefined where the tape stays away. */
  const fence = async (row: MessageRow): Promise<Part[] | undefined> => {
    for (const waitMs of FENCE_RETRY_MS) {
      try {
        return await tape.fence(row.id, row.epoch)
      } catch (error) {
        server.trouble(error, row)
        await new Promise<void>(resolve => void clock.setTimer(resolve, waitMs))
      }
    }
    return undefined
  }
  const begin = (row: MessageRow) => {
    if (row.epoch === 1) return run(own(row, fromRow(row), 0))
    const begun = gather(row).then(({ parts, tapeAt }) => run(own(row, parts, tapeAt)))
    // What cannot be begun now is nobody's: its lease ends, and it is taken over.
    begun.catch(error => server.trouble(error, row))
  }

  /** Of a tape that is away, or was lost since, nobody knows whether anything was seen. */
  const wasKept = async (row: MessageRow) => (await tape.keptSince()) <= row.created_at

  /** Decides what becomes of a reply whose owner has died. Its epoch is ours already. */
  const recover = async (row: MessageRow) => {
    const { parts, tapeAt, mark } = await gather(row)
    if (mark) return void own(row, parts, tapeAt).settle(mark)
    if (row.stop_requested) return run(own(row, parts, tapeAt))
    const mayRun = hasText(parts)
      ? autoContinue && row.attempts < MAX_RESUMED
      : row.attempts < MAX_ATTEMPTS && tapeAt !== undefined && (await wasKept(row))
    if (mayRun && !(await store.write(trx => countAttempt(trx, row)))) return
    const reply = own(row, parts, tapeAt)
    if (mayRun) run(reply)
    else void reply.end(interrupted('server_stopped', 'The server stopped while it was writing this reply.'))
  }
  const rhythm = { workshop, held, begin, recover, onError: server.trouble }
  const serve = () => {
    if (takesWork()) serveQueues(rhythm).catch(server.trouble)
  }

  return {
    async start() {
      bus.subscribe(podTopic(podId), ({ stop }) => {
        if (typeof stop === 'string') held.get(stop)?.leave('stop')
      })
      bus.subscribe(PODS_TOPIC, serve)
      // Whoever held a lease is dead.
      if (alone) await pickUp(rhythm, true)
      stopBeat = startBeat(rhythm)
    },
    begin,
    async stop(row) {
      if (row.status === 'streaming') {
        const reply = held.get(row.id)
        if (reply) reply.leave('stop')
        else if (row.pod_id !== null) bus.publish(podTopic(row.pod_id), { stop: row.id })
        return
      }
      const mark = endMark({ status: 'stopped' })
      const { parts, tapeAt } = await gather(row)
      const ended = { row, parts: [...parts, { data: mark }], mark, promptTokens: null, finishedAt: clock.now() }
      const settled = await settleReply(workshop, 'queued', ended)
      bus.publish(replyTopic(row.conversation_id), { reply: row.id, ended: true })
      if (!settled) return
      if (tapeAt !== 0) void tape.drop(row.id, row.epoch).catch(error => server.trouble(error, row))
      onSettled(settled)
    },
    follow: (row, from, onMore) => follow(mirrors, row, from, onMore),
    takesWork,
    get active() {
      return held.size
    },
    async drain(graceMs) {
      draining = true
      const cancel = clock.setTimer(() => {
        leaving = true
        held.forEach(reply => reply.leave('drain'))
      }, graceMs)
      // Leases are kept to the end.
      if (held.size > 0) await new Promise<void>(resolve => (onIdle = resolve))
      cancel()
      stopBeat()
    },
  }
}

function interrupted(code: 'server_error' | 'server_stopped', message: string) {
  return { status: 'interrupted', error: { code, message } } as const
}
