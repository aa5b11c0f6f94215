import type { Events } from '@folio/protocol'
import type { Cursor } from '../replies/follow.ts'
import type { ConversationRow, MessageRow } from '../store/tables.ts'
import { chunksOf, type Sse } from './as-sse.ts'
import type { Next } from './reader.ts'

/** What a session's stream reads from; each answers for one user. */
export type SessionSources = {
  /** Undefined while nothing was said there. */
  find(): Promise<ConversationRow | undefined>
  /** The replies that have ended behind a revision, or not yet, oldest first. */
  list(conversationId: string, rev: number): Promise<MessageRow[]>
  /** The message and the reply as a client sees them. */
  present(row: MessageRow): Promise<Events['message']>
  follow(row: MessageRow, from: number, onMore: () => void): Cursor | undefined
}

/** Where a device stands: `rev` undefined where it has nothing, `offset` in the reply that it was reading. */
export type Since = { rev: number | undefined; offset: number }

type Source = { row: MessageRow; cursor: Cursor; next: () => Next }

/**
 * The replies of one conversation on one stream, each whole before the next. What there is to read the store says
 * alone: hints only say when to look.
 */
export function readSession(stream: Sse, sessionId: string, since: Since, sources: SessionSources) {
  const queue: Source[] = []
  /** How far each reply was read, and in which epoch it had ended. */
  const read = new Map<string, { epoch: number; offset: number }>()
  let { rev, offset } = since
  let completedRev = 0
  let looking = false
  let again = false
  let closed = false

  stream.follow(() => {
    for (;;) {
      const next = queue[0]?.next()
      if (next !== 'done') return next
      finish(queue.shift())
    }
  })
  const finish = (source: Source | undefined) => {
    if (!source) return
    const { row, cursor } = source
    read.set(row.id, { epoch: cursor.row()?.epoch ?? Infinity, offset: cursor.at.offset })
    cursor.close()
    // It may have been continued meanwhile.
    void look()
  }

  const look = async () => {
    again = true
    if (looking) return
    looking = true
    try {
      while (again && !closed) {
        again = false
        await readOn(await sources.find())
      }
    } catch {
      // After a stream has begun there is no second answer: it is cut, and its reader comes back.
      stream.destroy()
    } finally {
      looking = false
    }
  }
  const readOn = async (conversation: ConversationRow | undefined) => {
    // Whoever was here before the first message has all that follows still to come.
    if (!conversation) return void (rev ??= 0)
    const known = rev ?? conversation.rev
    const isFirst = rev === undefined
    for (const row of await sources.list(conversation.id, known)) {
      const isNew = !isFirst && row.seq > known
      await add(row, isNew)
    }
    rev = Math.max(known, conversation.rev)
  }
  const add = async (row: MessageRow, isNew: boolean) => {
    const before = read.get(row.id)
    if (closed || (before && before.epoch >= row.epoch) || queue.some(source => source.row.id === row.id)) return
    const exchange = isNew && !before ? await sources.present(row) : undefined
    const from = before?.offset ?? (isNew ? 0 : offset)
    offset = 0
    const cursor = sources.follow(row, from, stream.wake)
    if (!cursor || closed) return cursor?.close()
    if (exchange) stream.send('message', exchange, `${row.seq}/0.0`)
    queue.push({ row, cursor, next: chunksOf(cursor, { sessionId, messageId: row.id }, idsOf(row)) })
    stream.wake()
  }
  /** What was read whole is not read again: ids never fall behind it. */
  const idsOf = (row: MessageRow) => ({
    chunk: (address: string) => `${Math.max(row.rev, completedRev)}/${address}`,
    complete(ended: MessageRow) {
      completedRev = Math.max(completedRev, ended.rev)
      return `${completedRev}/0.0`
    },
  })

  return {
    /** There may be something new. */
    look: () => void look(),
    close() {
      closed = true
      for (const { cursor } of queue.splice(0)) cursor.close()
    },
  }
}
