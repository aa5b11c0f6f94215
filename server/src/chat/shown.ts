import type { Message } from '@folio/protocol'
import { marksOf } from '../replies/row-parts.ts'
import { listDocuments } from '../store/documents.ts'
import { listSiblings } from '../store/messages.ts'
import type { Db, MessageRow } from '../store/tables.ts'
import { isCitation } from './offer.ts'
import { toMessage } from './wire.ts'

/** Messages of one conversation as their owner sees them now. */
export async function showMessages(db: Db, conversationId: string, rows: readonly MessageRow[]): Promise<Message[]> {
  const siblings = await listSiblings(db, conversationId, rows)
  const living = await findLiving(db, rows)
  return rows.map(row => toMessage(row, siblings.get(row.id) ?? [row.id], living))
}

export async function showMessage(db: Db, row: MessageRow): Promise<Message> {
  const [message] = await showMessages(db, row.conversation_id, [row])
  return message ?? toMessage(row, [row.id])
}

/** The sources that these messages cite and that are still there; nothing is asked where they cite none. */
export async function findLiving(
  db: Db,
  rows: readonly Pick<MessageRow, 'marks'>[],
): Promise<ReadonlySet<string> | undefined> {
  const cited = new Set(rows.flatMap(citedSources))
  if (cited.size === 0) return undefined
  const documents = await listDocuments(db, [...cited])
  return new Set(documents.filter(({ deleted_at }) => deleted_at === null).map(({ source_id }) => source_id))
}

export function citedSources(row: Pick<MessageRow, 'marks'>): string[] {
  // Most have an end mark and no more: those are not worth reading.
  if (!row.marks?.includes('"citation"')) return []
  return marksOf(row).flatMap(([, data]) => (isCitation(data) ? [data.source_id] : []))
}
