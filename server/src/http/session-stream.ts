import { isEnd, type Events } from '@folio/protocol'
import type { Cursor } from '../replies/follow.ts'
import type { ReplyKey } from '../store/replies.ts'
import type { ConversationRow, MessageRow } from '../store/tables.ts'
import { chunksOf, type Sse } from './as-sse.ts'
import type { Complete } from './completion.ts'
import type { Next } from './reader.ts'

/** What a session's stream reads from; each answers for one user. */
export type SessionSources = {
  /** Undefined while nothing was said there. */
  find(): Promise<ConversationRow | undefined>
  /** The replies that have ended behind a revision, or not yet, in the order of their revisions. */
  list(conversationId: string, rev: number): Promise<ReplyKey[]>
  /** Undefined where it was deleted meanwhile. */
  read(replyId: string): Promise<MessageRow | undefined>
  /** The message and the reply as a client sees them. */
  present(row: MessageRow): Promise<Events['message']>
  follow(row: MessageRow, from: number, onMore: () => void): Cursor | undefined
  complete(wake: () => void): Complete
}

/** Where a device stands: `rev` undefined where it has nothing, `offset` in the reply that it was reading. */
export type Since = { rev: number | undefined; offset: number }

type Due = ReplyKey & { isNew: boolean }
type Source = { id: string; cursor: Cursor; next: () => Next }

/**
 * The replies of one conversation on one stream, each whole before the next, and none in memory before its turn. What
 * there is to read the store says alone: hints only say when to look.
 */
export function readSession(stream: Sse, sessionId: string, since: Since, sources: SessionSources) {
  let { offset } = since
  /** Where the device stood: what was said behind it is new to it. */
  let start: number | undefined
  /** What was listed. */
  let rev: number | undefined
  let due: Due[] = []
  let source: Source | undefined
  /** Of the replies that this device was told of: how far each was read, and in which epoch it had ended. */
  const told = new Map<string, { epoch: number; offset: number }>()
  /** Of the last reply that was read whole. */
  let readRev = 0
  let looking = false
  let again = false
  let closed = false

  stream.follow(() => {
    const next = source?.next()
    if (!source || next !== 'done') return next
    told.set(source.id, { epoch: source.cursor.row()?.epoch ?? Infinity, offset: source.cursor.at.offset })
    source.cursor.close()
    source = undefined
    // For the next one; and this one may have been continued meanwhile.
    void look()
    return undefined
  })

  const look = async () => {
    again = true
    if (looking) return
    looking = true
    try {
      while (again && !closed) {
        again = false
        await list(await sources.find())
        await announceEarly()
        while (!source && due.length > 0 && !closed) await open(due.shift())
      }
    } catch {
      // After a stream has begun there is no second answer: it is cut, and its reader comes back.
      stream.destroy()
    } finally {
      looking = false
    }
  }
  const list = async (conversation: ConversationRow | undefined) => {
    // Whoever was here before the first message has all that follows still to come; nobody stands in the future.
    const from = (start ??= Math.min(since.rev ?? Infinity, conversation?.rev ?? 0))
    if (!conversation) return
    const rows = await sources.list(conversation.id, rev ?? from)
    const listed = rows.filter(({ id, epoch }) => id !== source?.id && (told.get(id)?.epoch ?? 0) < epoch)
    const fresh = listed.map(row => ({ ...row, isNew: row.seq > from && !told.has(row.id) }))
    const ids = new Set(fresh.map(({ id }) => id))
    due = [...due.filter(({ id }) => !ids.has(id)), ...fresh]
    rev = conversation.rev
  }
  /** A message that waits for its turn is shown at once. */
  const announceEarly = async () => {
    for (const one of due) if (one.isNew && !isEnd(one.status)) await announce(one, await sources.read(one.id))
  }
  const announce = async (one: Due, row: MessageRow | undefined) => {
    const exchange = row && (await sources.present(row))
    if (!exchange || closed) return
    one.isNew = false
    told.set(one.id, { epoch: 0, offset: 0 })
    // While another is being read, whoever comes back goes on there.
    stream.send('message', exchange, source || due.some(({ id }) => id !== one.id) ? undefined : `${idRev(one)}/0.0`)
  }
  const open = async (one: Due | undefined) => {
    const row = one && (await sources.read(one.id))
    if (!row || closed) return
    const from = told.get(one.id)?.offset ?? (one.isNew ? 0 : offset)
    if (one.isNew) await announce(one, row)
    offset = 0
    // What parts a character is no address of ours.
    const cursor = sources.follow(row, from, stream.wake) ?? sources.follow(row, 0, stream.wake)
    if (!cursor || closed) return cursor?.close()
    const names = { sessionId, messageId: row.id }
    source = { id: row.id, cursor, next: chunksOf(cursor, names, sources.complete(stream.wake), idsOf(row)) }
    stream.wake()
  }
  /** An id says: all in front of its revision was read, and of this reply what is in front of its address. */
  const idRev = ({ seq }: Pick<ReplyKey, 'seq'>) => Math.max(seq, readRev, start ?? 0)
  const idsOf = (row: MessageRow) => ({
    chunk: (address: string) => `${idRev(row)}/${address}`,
    complete(ended: MessageRow) {
      readRev = Math.max(readRev, ended.rev)
      return `${idRev(row)}/0.0`
    },
  })

  return {
    /** There may be something new. */
    look: () => void look(),
    close() {
      closed = true
      source?.cursor.close()
      source = undefined
    },
  }
}
