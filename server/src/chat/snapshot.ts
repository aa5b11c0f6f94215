import { setImmediate as otherTurns } from 'node:timers/promises'
import { isEnd, MAX_SHARE_CHARS, type CitationPart, type SharedCitation, type SharedMessage } from '@folio/protocol'
import { Refusal } from '../lib/refusal.ts'
import { listPath } from '../store/messages.ts'
import type { ConversationRow, Db, MessageRow } from '../store/tables.ts'
import { toMessage } from './wire.ts'

/** What stands before and behind a quote in its document, as far as the person who shares it may read that. */
export type FindAround = (citation: CitationPart) => Promise<{ before: string; after: string }>

/** Messages as they are shared, as JSON arrays of a size that takes nobody's time. */
export type Snapshot = { pieces: string[]; messages: number }

const WINDOW = 20
const PIECE_CHARS = 64_000

/** The branch that is shown, as it is now. Throws `Refusal` where there is nothing of it yet, or too much. */
export async function takeSnapshot(
  db: Db,
  conversation: Pick<ConversationRow, 'id' | 'head_message_id'>,
  findAround: FindAround,
): Promise<Snapshot> {
  const rows = untilUnderWay(await readPath(db, conversation))
  if (rows.length === 0) throw new Refusal('nothing_to_share', 'There is no answer yet that could be shared.')
  const around = remembering(findAround)
  const pieces: string[] = []
  let piece: string[] = []
  let chars = 0
  let total = 0
  const close = () => {
    if (piece.length > 0) pieces.push(`[${piece.join(',')}]`)
    piece = []
    chars = 0
  }
  for (const row of rows) {
    const json = JSON.stringify(await toShared(row, around))
    total += json.length
    if (total > MAX_SHARE_CHARS) throw tooLong()
    if (chars + json.length > PIECE_CHARS) {
      close()
      await otherTurns()
    }
    piece.push(json)
    chars += json.length
  }
  close()
  return { pieces, messages: rows.length }
}

/** Window by window from its end, so that a long one holds up nobody. */
async function readPath(
  db: Db,
  { id, head_message_id: head }: Pick<ConversationRow, 'id' | 'head_message_id'>,
): Promise<MessageRow[]> {
  const windows: MessageRow[][] = []
  let chars = 0
  for (let from = head; from !== null;) {
    const rows = await listPath(db, id, from, WINDOW)
    windows.unshift(rows)
    from = rows[0]?.parent_id ?? null
    for (const row of rows) chars += row.content.length
    if (chars > MAX_SHARE_CHARS) throw tooLong()
    await otherTurns()
  }
  return windows.flat()
}

/** A reply under way is no answer yet: it is left out with its question, and so is what waits behind it. */
function untilUnderWay(rows: readonly MessageRow[]): readonly MessageRow[] {
  const first = rows.findIndex(({ status }) => !isEnd(status))
  if (first < 0) return rows
  return rows.slice(0, rows[first - 1]?.role === 'user' ? first - 1 : first)
}

async function toShared(row: MessageRow, findAround: FindAround): Promise<SharedMessage> {
  const { role, content, status, created_at, citations } = toMessage(row, [])
  const shared: SharedCitation[] = []
  for (const citation of citations) {
    const { n, at, title, page, heading_path, quote } = citation
    shared.push({ n, at, title, page, heading_path, quote, ...(await findAround(citation)) })
    // In a long document a quote is not found at once, and a reply may cite a thousand.
    await otherTurns()
  }
  return { role, content, status: isEnd(status) ? status : 'interrupted', created_at, citations: shared }
}

/** A conversation cites the same passage again and again. */
function remembering(findAround: FindAround): FindAround {
  const known = new Map<string, ReturnType<FindAround>>()
  return citation => {
    const { document_id, start, end } = citation
    const key = `${document_id} ${start} ${end}`
    const found = known.get(key) ?? findAround(citation)
    known.set(key, found)
    return found
  }
}

function tooLong(): Refusal {
  return new Refusal('too_long_to_share', 'This conversation is too long to be shared.')
}
