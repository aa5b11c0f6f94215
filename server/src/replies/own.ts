import {
  isEnd,
  textOf,
  type EndMark,
  type FinishReason,
  type Part,
  type ReplyData,
  type ReplyError,
} from '@folio/protocol'
import { replyTopic, type Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { findMessageById } from '../store/messages.ts'
import { checkpoint } from '../store/replies.ts'
import type { Store } from '../store/open.ts'
import type { MessageRow } from '../store/tables.ts'
import type { Tape } from '../tape/tape.ts'
import type { Mirrors } from './mirrors.ts'
import { toRow } from './row-parts.ts'
import { requeueReply, settleReply, type Settled } from './settle.ts'
import { estimateSpent } from './spent.ts'
import { createWriter } from './write.ts'

const STORE_RETRY_MS = [100, 250, 500, 1_000, 2_000] as const

/** Why an owner leaves its reply: somebody asked it to stop, or somebody else has taken it over, or this process is leaving. */
export type LeaveReason = 'stop' | 'fenced' | 'drain'

/** How an answer ends. `usage` in tokens. */
export type Ending = {
  status: EndMark['status']
  finishReason?: FinishReason
  error?: ReplyError
  usage?: { promptTokens: number; completionTokens: number }
}

/** A reply in the hands of its one owner, who calls exactly one of `end` and `handOver`. */
export type OwnedReply = {
  readonly row: MessageRow
  /** The text it had when this owner began: not empty when it is continued. */
  readonly prefix: string
  /** The same with all that is not text. */
  readonly had: readonly Part[]
  /** Aborts with a `LeaveReason`. */
  readonly signal: AbortSignal
  /** The model is asked now; how many tokens it is told is looked at where the provider does not say so. */
  asks(estimate: () => number): void
  text(piece: string): void
  data(data: ReplyData): void
  /** True once it holds any text. */
  readonly visible: boolean
  /** UTF-16 units of its text. */
  readonly length: number
  /** Tape, then row, then readers. Resolves when it is over, whoever ended it. */
  end(ending: Ending): Promise<void>
  /** Back to the queue with what is visible, for another owner or the next start. */
  handOver(): Promise<void>
  leave(reason: LeaveReason): void
  /** While the tape is away: what it could not take goes into the row, which is as durable. */
  checkpoint(): Promise<void>
  /** The end is on the tape already: only the row is missing. */
  settle(mark: EndMark): Promise<void>
}

export type Workshop = {
  store: Store
  tape: Tape
  bus: Bus
  clock: Clock
  podId: string
  /** No other process may own a reply, or read its tape. */
  alone: boolean
  mirrors: Mirrors
  takesWork: () => boolean
  onSettled: (settled: Settled) => void
  onReleased: (reply: OwnedReply) => void
  onTrouble: (error: unknown, row: MessageRow) => void
}

/** Takes a reply into hand. `had`: its durable parts; `tapeAt`: where its tape stands, undefined where nobody knows. */
export function ownReply(workshop: Workshop, row: MessageRow, had: Part[], tapeAt: number | undefined): OwnedReply {
  const { store, tape, bus, clock, alone, mirrors } = workshop
  const mirror = mirrors.own(row, had)
  const topic = replyTopic(row.conversation_id)
  const controller = new AbortController()
  let lose = () => {}
  const lost = new Promise<void>(resolve => (lose = resolve))
  let isLost = false
  let asked = () => 0
  let over: Promise<void> | undefined

  const leave = (reason: LeaveReason) => {
    if (reason === 'fenced') {
      isLost = true
      lose()
    }
    controller.abort(reason)
  }
  const writer = createWriter({
    mirror,
    epoch: row.epoch,
    tapeAt,
    tape,
    clock,
    alone,
    isOurs: async () => isHeldBy(await findMessageById(store.db, row.id), row),
    onGrown: () => bus.publish(topic, { reply: row.id, at: mirror.view.offset }),
    onFenced: () => leave('fenced'),
  })
  const release = () => {
    writer.close()
    mirrors.disown(mirror)
    bus.publish(topic, { reply: row.id, ended: true })
    workshop.onReleased(reply)
    if (!mirror.over) void untilStored(dropIfOver, () => false)
  }
  /** Nobody else drops the tape of a reply that was deleted, or that we have ended without hearing that we had. */
  const dropIfOver = async () => {
    const stored = await findMessageById(store.db, row.id)
    if (!stored || (isEnd(stored.status) && stored.epoch === row.epoch)) await tape.drop(row.id, row.epoch)
  }
  const trouble = (error: unknown) => workshop.onTrouble(error, row)
  /** The database may be away for a while; what was accepted ends all the same. */
  const untilStored = async <T>(work: () => Promise<T>, isVain = () => isLost): Promise<T | undefined> => {
    for (let failures = 0; !isVain(); failures++) {
      try {
        return await work()
      } catch (error) {
        trouble(error)
        const waitMs = STORE_RETRY_MS[Math.min(failures, STORE_RETRY_MS.length - 1)] ?? 0
        await new Promise<void>(resolve => void clock.setTimer(resolve, waitMs))
      }
    }
    return undefined
  }
  const settle = async (mark: EndMark, usage: Ending['usage']) => {
    const parts = writer.whole()
    const spent = usage ?? estimateSpent(row, parts, asked, mark)
    const ended = { row, parts, mark, promptTokens: usage?.promptTokens ?? null, spent, finishedAt: clock.now() }
    const settled = await untilStored(() => settleReply(workshop, 'streaming', ended))
    if (!settled) return
    // Before the readers: a socket that still follows the reply leaves out what its feed says of the end.
    workshop.onSettled(settled)
    writer.stored(parts)
    mirror.finish(settled.row)
    void tape.drop(row.id, row.epoch).catch(trouble)
  }
  const giveBack = () => {
    const { parts } = mirror.view
    return requeueReply(workshop, { row, parts, spent: estimateSpent(row, parts, asked), at: clock.now() })
  }
  const finish = async (ending: Ending) => {
    const mark = endMark(ending)
    if (!isLost) await Promise.race([writer.end(mark), lost])
    if (!isLost) await settle(mark, ending.usage)
    release()
  }
  const reply: OwnedReply = {
    row,
    prefix: textOf(had),
    had: [...had],
    signal: controller.signal,
    asks: estimate => void (asked = estimate),
    text: writer.text,
    data: writer.data,
    get visible() {
      return writer.length > 0
    },
    get length() {
      return writer.length
    },
    end: ending => (over ??= finish(ending)),
    handOver: () => (over ??= untilStored(giveBack).then(release)),
    leave,
    async checkpoint() {
      if (over || !writer.stuck) return
      const parts = writer.whole()
      if (await store.write(trx => checkpoint(trx, row, toRow(parts)))) writer.stored(parts)
    },
    settle: mark => (over ??= settle(mark, undefined).then(release)),
  }
  return reply
}

function isHeldBy(stored: MessageRow | undefined, { epoch }: MessageRow): boolean {
  return stored?.status === 'streaming' && stored.epoch === epoch
}

export function endMark({ status, finishReason = null, error, usage }: Ending): EndMark {
  return {
    type: 'end',
    status,
    finish_reason: finishReason,
    error: error ?? null,
    token_count: usage?.completionTokens ?? null,
  }
}
