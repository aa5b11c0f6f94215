import type { Conversation, Message, Page } from '@folio/protocol'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import {
  deleteConversation,
  deleteTombstones,
  findConversation,
  findConversationByName,
  insertConversation,
  listConversations,
  updateConversation,
} from '../store/conversations.ts'
import { findLeaf, findMessageById, listPath } from '../store/messages.ts'
import type { Store } from '../store/open.ts'
import { listReplying, stopAll } from '../store/replies.ts'
import type { ConversationChange } from '../store/revisions.ts'
import type { ConversationRow } from '../store/tables.ts'
import type { Replies } from '../replies/replies.ts'
import { announce } from './announce.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { showMessages } from './shown.ts'
import { toConversation, toConversationEvent } from './wire.ts'

type Given = {
  id?: string | undefined
  name?: string
  title?: string | undefined
  model?: string | null | undefined
  system_prompt?: string | null | undefined
  bot_id?: string | null | undefined
}
type Changes = {
  title?: string | undefined
  model?: string | null | undefined
  system_prompt?: string | null | undefined
  pinned?: boolean | undefined
  archived?: boolean | undefined
  head_message_id?: string | undefined
}

const TOMBSTONE_MS = 30 * 86_400_000

export type Conversations = ReturnType<typeof createConversations>

/** A user's conversations. Every look-up names the user: what is somebody else's is not there. */
export function createConversations({
  store,
  bus,
  clock,
  replies,
}: {
  store: Store
  bus: Bus
  clock: Clock
  replies: Replies
}) {
  const require = async (userId: string, id: string): Promise<ConversationRow> => {
    const row = await findConversation(store.db, userId, id)
    if (!row) throw new Refusal('not_found', 'There is no such conversation.')
    return row
  }
  const present = async (row: ConversationRow): Promise<Conversation> => {
    return toConversation(row, (await listReplying(store.db, [row.id])).has(row.id))
  }
  /** The same id again is the same conversation; somebody else's is taken. */
  const create = async (userId: string, given: Given): Promise<{ conversation: ConversationRow; created: boolean }> => {
    const now = clock.now()
    const id = given.id ?? newId()
    const made = await store.write(trx =>
      insertConversation(trx, {
        id,
        user_id: userId,
        name: given.name ?? null,
        title: given.title ?? '',
        title_from: given.title ? 'person' : null,
        model: given.model ?? null,
        system_prompt: given.system_prompt ?? null,
        pinned: 0,
        archived: 0,
        bot_id: given.bot_id ?? null,
        head_message_id: null,
        created_at: now,
        updated_at: now,
      }),
    )
    if (made) {
      announce(bus, userId, toConversationEvent(made, 'created', false))
      return { conversation: made, created: true }
    }
    const same =
      given.name === undefined
        ? await findConversation(store.db, userId, id)
        : await findConversationByName(store.db, userId, given.name)
    if (!same) throw new Refusal('id_taken', 'That id is taken.')
    return { conversation: same, created: false }
  }

  return {
    require,
    present,
    create,

    /** The conversation that a client calls by a name of its own; made when there is none. */
    async named(userId: string, name: string): Promise<ConversationRow> {
      return (await findConversationByName(store.db, userId, name)) ?? (await create(userId, { name })).conversation
    },

    async list(
      userId: string,
      query: { limit: number; cursor?: string | undefined; archived: boolean },
    ): Promise<Page<Conversation>> {
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
      const rows = await listConversations(store.db, {
        userId,
        archived: query.archived,
        limit: query.limit + 1,
        after,
      })
      const shown = rows.slice(0, query.limit)
      const replying = await listReplying(
        store.db,
        shown.map(row => row.id),
      )
      const last = rows.length > query.limit ? shown.at(-1) : undefined
      return {
        items: shown.map(row => toConversation(row, replying.has(row.id))),
        next_cursor: last ? writeCursor(last) : null,
      }
    },

    /** The path that ends at the head, or just above the message `before`: newest window, oldest first in it. */
    async messages(
      userId: string,
      id: string,
      query: { limit: number; before?: string | undefined },
    ): Promise<Page<Message>> {
      const conversation = await require(userId, id)
      let from = conversation.head_message_id
      if (query.before !== undefined) {
        const before = await findMessageById(store.db, query.before)
        if (before?.conversation_id !== id)
          throw new Refusal('not_found', 'There is no such message in this conversation.')
        from = before.parent_id
      }
      const path = await listPath(store.db, id, from, query.limit + 1)
      const shown = path.slice(-query.limit)
      return {
        items: await showMessages(store.db, id, shown),
        next_cursor: path.length > query.limit ? (shown[0]?.id ?? null) : null,
      }
    },

    async change(userId: string, id: string, changes: Changes): Promise<Conversation> {
      const { pinned, archived, head_message_id: head, ...plain } = changes
      await require(userId, id)
      const change: ConversationChange = {}
      for (const [name, value] of Object.entries(plain))
        if (value !== undefined) Object.assign(change, { [name]: value })
      if (plain.title !== undefined) change.title_from = 'person'
      if (pinned !== undefined) change.pinned = pinned ? 1 : 0
      if (archived !== undefined) change.archived = archived ? 1 : 0
      if (head !== undefined) change.head_message_id = await leafBelow(store, id, head)
      const row = await store.write(trx => updateConversation(trx, userId, id, change))
      if (!row) throw new Refusal('not_found', 'There is no such conversation.')
      const conversation = await present(row)
      announce(bus, userId, toConversationEvent(row, 'changed', conversation.replying))
      return conversation
    },

    /** A device that was away for longer reads its whole list anew. */
    forgetDeleted: (): Promise<void> => store.write(trx => deleteTombstones(trx, clock.now() - TOMBSTONE_MS)),

    /** Its replies are stopped, its messages gone; devices that come back later learn of it by a tombstone. */
    async remove(userId: string, id: string): Promise<void> {
      const row = await require(userId, id)
      for (const reply of await store.write(trx => stopAll(trx, id))) await replies.stop(reply)
      const userRev = await store.write(trx => deleteConversation(trx, row, clock.now()))
      announce(bus, userId, { conversation_id: id, rev: row.rev + 1, user_rev: userRev, change: 'deleted' })
    },
  }
}

/** A version that is chosen leads to the newest message below it. */
async function leafBelow({ db }: Store, conversationId: string, id: string): Promise<string> {
  const message = await findMessageById(db, id)
  if (message?.conversation_id !== conversationId)
    throw new Refusal('not_found', 'There is no such message in this conversation.')
  return findLeaf(db, conversationId, id)
}
