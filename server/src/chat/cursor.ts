import { Refusal } from '../lib/refusal.ts'
import type { ConversationRow } from '../store/tables.ts'

/** Where a page of conversations ends: opaque to clients. */
export function writeCursor(row: Pick<ConversationRow, 'updated_at' | 'id'>): string {
  return Buffer.from(`${row.updated_at} ${row.id}`).toString('base64url')
}

export function readCursor(cursor: string): { updatedAt: number; id: string } {
  const match = /^(\d{1,16}) ([\da-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match?.[2]) throw new Refusal('invalid_request', 'That cursor is not one of ours.')
  return { updatedAt: Number(match[1]), id: match[2] }
}
