import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import type { ModelProvider } from '../model/model.ts'
import type { Settled } from '../replies/settle.ts'
import { chargeReply } from '../replies/spent.ts'
import { findConversation } from '../store/conversations.ts'
import { findMessageById } from '../store/messages.ts'
import type { Store } from '../store/open.ts'
import { listReplying } from '../store/replies.ts'
import { changeConversation, raiseUserRevision } from '../store/revisions.ts'
import type { ConversationRow } from '../store/tables.ts'
import { findOwner } from '../store/users.ts'
import { announce } from './announce.ts'
import { askTitle } from './ask-title.ts'
import { toConversationEvent } from './wire.ts'

/** Conversations that are named at once; above that the first words do. */
const AT_ONCE = 8

type Parts = {
  store: Store
  bus: Bus
  clock: Clock
  model: Pick<ModelProvider, 'stream'>
  trouble: (error: unknown) => void
}

/**
 * Lets the model name a conversation behind its first reply, once: one call, whose failure leaves the first words. No
 * reply waits for it, and what a person has named keeps its name.
 */
export function createTitles({ store, bus, clock, model, trouble }: Parts) {
  const leaving = new AbortController()
  let active = 0

  async function name({ row: reply, conversation }: Settled): Promise<void> {
    const question = reply.parent_id === null ? undefined : await findMessageById(store.db, reply.parent_id)
    if (question?.parent_id !== null) return
    const { title, spent } = await askTitle({ model, question, reply, leaving: leaving.signal })
    await store.write(async trx => {
      const userId = await findOwner(trx, conversation.id)
      if (userId === undefined) return
      await chargeReply(trx, { userId, model: reply.model, replies: 0, at: clock.now() }, spent)
    })
    const named = title === '' ? undefined : await putTitle(store, conversation, title)
    if (named) announce(bus, named.row.user_id, toConversationEvent(named.row, 'changed', named.replying))
  }

  return {
    /** A reply has ended. */
    settled(settled: Settled): void {
      if (!isNameable(settled) || active >= AT_ONCE || leaving.signal.aborted) return
      active++
      name(settled)
        .catch(error => leaving.signal.aborted || trouble(error))
        .finally(() => active--)
    },
    leave: () => leaving.abort(),
  }
}

/** What the workers have answered, no model of ours has been asked about. */
function isNameable({ row, conversation }: Settled): boolean {
  if (conversation.title_from !== 'words' || row.provider !== null || row.finish_reason === 'no_evidence') return false
  return row.content !== '' && (row.status === 'complete' || row.status === 'stopped')
}

/** Rolls a transaction back: the title is somebody else's by now. */
class Overtaken extends Error {}

async function putTitle(
  store: Store,
  { id }: ConversationRow,
  title: string,
): Promise<{ row: ConversationRow; replying: boolean } | undefined> {
  const attempt = store.write(async trx => {
    // Not the one who asked: a guest may have become somebody else meanwhile.
    const userId = await findOwner(trx, id)
    if (userId === undefined) throw new Overtaken()
    const userRev = await raiseUserRevision(trx, userId)
    const before = await findConversation(trx, userId, id)
    if (before?.title_from !== 'words') throw new Overtaken()
    const row = await changeConversation(trx, { id, userId, userRev }, { title, title_from: 'model' })
    return row && { row, replying: (await listReplying(trx, [id])).has(id) }
  })
  return attempt.catch(error => {
    if (error instanceof Overtaken) return undefined
    throw error
  })
}
