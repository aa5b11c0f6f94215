import {
  transferConversation,
  transferMessage,
  type TransferConversation,
  type TransferMessage,
} from '@folio/protocol/transfer'
import { derivedId, newId } from '../lib/id.ts'
import { listTakenIds } from '../store/transfer.ts'
import type { Store } from '../store/open.ts'
import { findOwner } from '../store/users.ts'
import { toRow } from './message-row.ts'
import { parseAt, refuseAt, type Path } from './parse-at.ts'
import type { Report } from './report.ts'
import type { KnownThings } from './known-things.ts'
import type { Stage } from './stage.ts'

/** Laid down together. */
const MANY_MESSAGES = 100
const MANY_UNITS = 262_144
const MAX_MESSAGES = 50_000

type Open = {
  id: string
  head: TransferConversation
  /** New ids by those in the file; a message that is there already in this conversation, or comes twice, is none. */
  ids: Map<string, string>
  waiting: { message: TransferMessage; at: Path }[]
  units: number
  count: number
}
type Parts = {
  store: Store
  stage: () => Promise<Stage>
  known: KnownThings
  report: Report
  /** What is not on offer here answers nobody. */
  offersModel: (model: string) => boolean
  userId: string
}

export type ConversationIntake = ReturnType<typeof createConversationIntake>

/** Takes conversations in, one behind the other and message by message. One that is there already is passed over. */
export function createConversationIntake({ store, stage, known, report, offersModel, userId }: Parts) {
  let open: Open | 'skipped' | undefined

  /** Undefined where it is there. Of an id that is somebody else's the same one of ours is made each time. */
  const freeId = async (id: string): Promise<string | undefined> => {
    for (const candidate of [id, derivedId(id, userId)]) {
      const owner = await findOwner(store.db, candidate)
      if (owner === undefined) return candidate
      if (owner === userId) return undefined
    }
    return newId()
  }

  const flush = async (conversation: Open): Promise<void> => {
    const { waiting, ids } = conversation
    if (waiting.length === 0) return
    const taken = await listTakenIds(
      store.db,
      waiting.map(({ message }) => message.id),
    )
    for (const { message } of waiting) ids.set(message.id, taken.has(message.id) ? newId() : message.id)
    const rows = []
    for (const { message, at } of waiting) {
      const moved = { ...(await known.move(message)), id: ids.get(message.id) ?? message.id }
      const parent_id = message.parent_id === null ? null : (ids.get(message.parent_id) ?? null)
      const seq = ++conversation.count
      rows.push(toRow({ ...moved, parent_id }, { conversation_id: conversation.id, user_id: userId, seq, at }))
    }
    await (await stage()).lay(rows)
    conversation.waiting = []
    conversation.units = 0
  }

  return {
    get isOpen(): boolean {
      return open !== undefined
    },

    async begin(value: unknown, at: Path): Promise<void> {
      const head = parseAt(transferConversation, value, at)
      // First: what an import that was killed has left here would have the id still.
      const laying = await stage()
      const id = await freeId(head.id)
      if (id === undefined) {
        open = 'skipped'
        return report.skip('already_there')
      }
      const { head_message_id: _, pinned, archived, bot_id, created_at, updated_at, ...plain } = head
      await laying.begin({
        ...plain,
        id,
        user_id: '',
        // One of a user has it: the one that is published takes it where it is free.
        name: null,
        pinned: pinned ? 1 : 0,
        archived: archived ? 1 : 0,
        bot_id: await known.botOf(bot_id),
        model: head.model !== null && offersModel(head.model) ? head.model : null,
        head_message_id: null,
        rev: 0,
        user_rev: 0,
        created_at: Date.parse(created_at),
        updated_at: Date.parse(updated_at),
      })
      open = { id, head, ids: new Map(), waiting: [], units: 0, count: 0 }
    },

    async add(value: unknown, at: Path): Promise<void> {
      const message = parseAt(transferMessage, value, at)
      if (!open || open === 'skipped') return
      const { ids, waiting } = open
      if (ids.has(message.id)) refuseAt([...at, 'id'], 'is the id of another message')
      if (message.parent_id !== null && !ids.has(message.parent_id))
        refuseAt([...at, 'parent_id'], 'names no message before this one')
      if (ids.size >= MAX_MESSAGES) refuseAt(at, `a conversation has at most ${MAX_MESSAGES} messages`)
      ids.set(message.id, message.id)
      waiting.push({ message, at })
      open.units += message.content.length
      if (waiting.length >= MANY_MESSAGES || open.units >= MANY_UNITS) await flush(open)
    },

    async end(at: Path): Promise<void> {
      const conversation = open
      open = undefined
      if (!conversation || conversation === 'skipped') return
      await flush(conversation)
      const { id, head, ids, count } = conversation
      const headId = head.head_message_id === null ? null : ids.get(head.head_message_id)
      if (headId === undefined) refuseAt([...at, 'head_message_id'], 'names no message of this conversation')
      await (await stage()).publish({ id, name: head.name, head: headId, rev: Math.max(1, count) })
      report.imported.conversations++
      report.imported.messages += count
    },
  }
}
