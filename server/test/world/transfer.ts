import type { Imported, TransferConversation, TransferMessage, TransferSource } from '@folio/protocol/transfer'
import { expectStatus, type Person } from './person.ts'

/** A file, as somebody without our types finds it. */
export type Exported = {
  format: string
  version: number
  exported_at: string
  bots: { id: string; name: string; is_default: boolean }[]
  sources: (TransferSource & { text: string[]; bytes: string[] })[]
  conversations: (TransferConversation & { messages: TransferMessage[] })[]
}

/** All of it, or one conversation. */
export async function exported(person: Person, conversationId?: string): Promise<Exported> {
  const path = conversationId === undefined ? '/api/export' : `/api/conversations/${conversationId}/export?format=json`
  return expectStatus(await person.get<Exported>(path), 200)
}

export async function imported(person: Person, file: unknown): Promise<Imported> {
  return expectStatus(await person.post<Imported>('/api/import', file as object), 200)
}

/** A conversation that nobody had before: a question and its reply, again and again. */
export function madeUp(id: string, messageIds: readonly string[], more: object = {}): object {
  const created_at = '2026-01-02T03:04:05.678Z'
  const messages = messageIds.map((messageId, index) => ({
    id: messageId,
    parent_id: messageIds[index - 1] ?? null,
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `message ${index}`,
    created_at,
  }))
  return {
    id,
    title: 'Made up',
    head_message_id: messageIds.at(-1),
    created_at,
    updated_at: created_at,
    ...more,
    messages,
  }
}

export const fileOf = (...conversations: object[]) => ({ format: 'folio', version: 1, conversations })
