import { insertConversation } from '../conversations.ts'
import { insertMessages } from '../messages.ts'
import type { Store } from '../open.ts'
import type { ConversationRow, MessageRow } from '../tables.ts'

export async function addUser(store: Store, id: string): Promise<string> {
  await store.write(trx => trx.insertInto('users').values({ id, kind: 'guest', rev: 0, created_at: 0 }).execute())
  return id
}

export async function addConversation(
  store: Store,
  row: Pick<ConversationRow, 'id' | 'user_id'> & Partial<ConversationRow>,
) {
  const blank = {
    name: null,
    title: '',
    title_from: null,
    model: null,
    system_prompt: null,
    pinned: 0,
    archived: 0,
    bot_id: null,
    head_message_id: null,
  } as const
  await store.write(trx => insertConversation(trx, { ...blank, created_at: 0, updated_at: 0, ...row }))
  return row.id
}

type Given = Pick<MessageRow, 'id' | 'conversation_id' | 'seq'> & Partial<MessageRow>

/** Messages of Ana's, replies unless told otherwise. */
export async function addMessages(store: Store, ...rows: Given[]): Promise<void> {
  await store.write(trx => insertMessages(trx, rows.map(messageRow)))
}

function messageRow(given: Given): MessageRow {
  return {
    user_id: 'ana',
    parent_id: null,
    role: 'assistant',
    content: '',
    marks: null,
    status: 'complete',
    error: null,
    model: null,
    provider: null,
    epoch: 1,
    attempts: 0,
    prompt_tokens: null,
    token_count: null,
    finish_reason: null,
    rev: given.seq,
    pod_id: null,
    lease_until: null,
    stop_requested: 0,
    created_at: 0,
    finished_at: null,
    rating: null,
    comment: null,
    rating_rev: null,
    ...given,
  }
}
