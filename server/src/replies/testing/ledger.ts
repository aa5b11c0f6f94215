import { isEnd, type Part } from '@folio/protocol'
import type { Store } from '../../store/open.ts'
import type { MessageRow } from '../../store/tables.ts'
import type { Piece } from '../mirror.ts'
import type { OwnedReply } from '../own.ts'
import { fromRow } from '../row-parts.ts'
import type { TapeWorld } from './worlds.ts'
import type { Settled } from '../settle.ts'
import type { Call } from './provider.ts'

/** Keeps what was seen, called and ended, and holds it against what is stored. */
export type Ledger = {
  /** Broken promises, the first first. */
  readonly broken: string[]
  break(what: string): void
  /** A run of parts, one UTF-16 unit for each unit of weight. */
  encode(parts: readonly Part[]): string
  /** The longest that any reader has seen. */
  seen(replyId: string): string
  row(replyId: string): MessageRow | undefined
  sees(replyId: string, piece: Piece): void
  calls(reply: OwnedReply): Call
  settles(settled: Settled): void
  /** Promises that hold at every moment. */
  check(): void
  /** Promises that hold once the faults have stopped and everything has come to rest. */
  checkEnd(): void
}

type Recorded = Pick<TapeWorld, 'written' | 'losesTape'>

/** `losesTape`: what was seen may for a while be nowhere but in the memory of who writes it. */
export function openLedger(store: Store, encode: Ledger['encode'], { written, losesTape }: Recorded): Ledger {
  if (store.engine.kind !== 'sqlite') throw new Error('the ledger reads a SQLite file')
  const { writer } = store.engine.file
  const one = writer.prepare<[string], MessageRow>('select * from messages where id = ?')
  const all = writer.prepare<[], MessageRow>("select * from messages where role = 'assistant'")
  const seen = new Map<string, string>()
  const calls = new Map<string, Call[]>()
  const epochs = new Map<string, number>()
  const settled = new Set<string>()
  const broken: string[] = []
  const expect = (holds: boolean, what: () => string) => {
    if (!holds) broken.push(what())
  }

  /** Tape and row say the same as far as both go; an ended row is all there is. */
  const durable = (row: MessageRow): string => {
    const stored = encode(fromRow(row))
    if (isEnd(row.status)) return stored
    const taped = written(row.id)
    expect(agree(stored, taped), () => `${row.id}: the row has ${show(stored)}, the tape ${show(taped)}`)
    return taped.length > stored.length ? taped : stored
  }
  const row = (replyId: string) => one.get(replyId)

  /** Each call says something else, so that what is stored tells whose it is. */
  const checkCalls = ({ id, status, content, finish_reason }: MessageRow) => {
    const said = (calls.get(id) ?? []).map(call => call.prefix + call.made)
    const whole = status === 'complete' && finish_reason !== 'length'
    const fits = whole ? said.includes(content) : content === '' || said.some(text => text.startsWith(content))
    expect(fits, () => `${id} is ${status} with ${show(content)}, the model said ${show(said.join(' and '))}`)
  }

  return {
    broken,
    encode,
    row,
    break: what => void broken.push(what),
    seen: replyId => seen.get(replyId) ?? '',
    sees(replyId, piece) {
      const text = encode([piece.part])
      const stored = row(replyId)
      if (stored) {
        const there = durable(stored).slice(piece.at, piece.end)
        const isThere = losesTape ? agree(there, text) : there === text
        expect(isThere, () => `${replyId}: ${show(text)} at ${piece.at} was seen, ${show(there)} is stored`)
      }
      const known = seen.get(replyId) ?? ''
      expect(
        agree(known.slice(piece.at), text),
        () => `${replyId}: ${show(text)} at ${piece.at} was something else before`,
      )
      if (piece.end > known.length) seen.set(replyId, known.slice(0, piece.at) + text)
    },
    calls({ row: { id: replyId, epoch }, prefix }) {
      const earlier = calls.get(replyId) ?? []
      const call: Call = { replyId, epoch, prefix, made: '' }
      calls.set(replyId, [...earlier, call])
      const stored = row(replyId)
      // Who was replaced meanwhile calls in vain.
      if (stored?.epoch !== epoch) return call
      const text = durable(stored).replace(/[\ue000-\uf8ff]/g, '')
      expect(
        losesTape ? agree(prefix, text) : prefix === text,
        () => `${replyId}: the model goes on from ${show(prefix)} where ${show(text)} is visible`,
      )
      expect(
        earlier.every(other => other.epoch !== epoch),
        () => `${replyId}: called twice in epoch ${epoch}`,
      )
      return call
    },
    settles({ row: ended }) {
      const key = `${ended.id} in epoch ${ended.epoch}`
      expect(!settled.has(key), () => `${key}: ended twice`)
      settled.add(key)
    },
    check() {
      for (const reply of all.all()) {
        const known = seen.get(reply.id) ?? ''
        const now = durable(reply)
        const isLeft = losesTape && !isEnd(reply.status) ? agree(now, known) : now.startsWith(known)
        expect(isLeft, () => `${reply.id}: ${show(known)} was seen, ${show(now)} is left`)
        expect(reply.epoch >= (epochs.get(reply.id) ?? 0), () => `${reply.id}: its epoch fell to ${reply.epoch}`)
        epochs.set(reply.id, reply.epoch)
      }
    },
    checkEnd() {
      for (const reply of all.all()) {
        expect(isEnd(reply.status), () => `${reply.id} has not ended: ${reply.status}`)
        const marks = [...encode(fromRow(reply))].filter(unit => unit === END)
        expect(encode(fromRow(reply)).endsWith(END), () => `${reply.id}: no end mark behind ${show(reply.content)}`)
        expect(marks.length <= reply.epoch, () => `${reply.id}: ${marks.length} end marks in epoch ${reply.epoch}`)
        checkCalls(reply)
      }
    },
  }
}

const END = '\ue000'

/** Data as single units of the private area: the end mark is the first of them. */
export function createEncoder(): Ledger['encode'] {
  const units = new Map<string, string>()
  return parts => {
    let text = ''
    for (const part of parts) {
      if (typeof part === 'string') text += part
      else if (part.data.type === 'end') text += END
      else {
        const key = JSON.stringify(part.data)
        const unit = units.get(key) ?? String.fromCharCode(0xe001 + units.size)
        units.set(key, unit)
        text += unit
      }
    }
    return text
  }
}

function agree(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return a.slice(0, length) === b.slice(0, length)
}

function show(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
}
