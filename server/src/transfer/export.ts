import { setImmediate as otherTurns } from 'node:timers/promises'
import { TRANSFER_FORMAT, TRANSFER_VERSION } from '@folio/protocol/transfer'
import { citedSources } from '../chat/shown.ts'
import type { Scope } from '../knowledge/scope.ts'
import { isReadable } from '../knowledge/bot-access.ts'
import type { Clock } from '../lib/clock.ts'
import { findBot, listBotsOf } from '../store/bots.ts'
import { findConversation } from '../store/conversations.ts'
import { listSources } from '../store/sources.ts'
import type { ConversationRow, Db } from '../store/tables.ts'
import { listCiting, listConversationIds, listMessages, listTree } from '../store/transfer.ts'
import { fromRow } from './message-row.ts'
import { listOf, objectWith, type JsonPieces } from './pieces-of-json.ts'
import { findReadableSource, fromBot, fromConversation, writeSource, type Shelf } from './things.ts'

/** Read at once: of the longest replies these are some megabytes. */
const MANY_MESSAGES = 20
const MANY_MARKS = 200
const MANY_SOURCES = 100

/** What a file is to hold, by its ids. */
type Chosen = { conversations: string[]; bots: Set<string>; sources: Set<string> }

/**
 * Writes what somebody has as JSON while it is read: never more of it in memory than a few messages. Where the database
 * answers in this very thread, others have their turn between any two pieces.
 */
export function createExport(shelf: Shelf & { clock: Clock }) {
  const { store, catalog, clock } = shelf
  const { db } = store

  /** Bots and sources that conversations need stand before them: who reads the file knows them by then. */
  async function choose(scope: Scope, conversations: string[], chosen: Chosen): Promise<Chosen> {
    for (const id of conversations) {
      const row = await findConversation(db, scope.userId, id)
      if (row?.bot_id) chosen.bots.add(row.bot_id)
      for await (const source of listCited(db, id)) chosen.sources.add(source)
      await otherTurns()
    }
    for (const id of chosen.sources) {
      const known = await findReadableSource(shelf, scope, id)
      if (known) chosen.bots.add(known.bot.id)
      await otherTurns()
    }
    return { ...chosen, conversations }
  }
  const chooseAll = async (scope: Scope): Promise<Chosen> => {
    const bots = await listBotsOf(catalog.db, scope.userId)
    const sources = new Set<string>()
    for await (const id of listOwnSources(shelf, scope)) sources.add(id)
    const own = { conversations: [], bots: new Set(bots.map(({ id }) => id)), sources }
    return choose(scope, await listConversationIds(db, scope.userId), own)
  }

  async function* write(scope: Scope, choosing: () => Promise<Chosen>): AsyncGenerator<string> {
    const exported_at = new Date(clock.now()).toISOString()
    yield `{"format":"${TRANSFER_FORMAT}","version":${TRANSFER_VERSION},"exported_at":"${exported_at}",\n"bots":`
    const { conversations, bots, sources } = await choosing()
    yield* listOf(
      eachOf([...bots].sort(), async id => {
        const bot = await findBot(catalog.db, id)
        return bot && isReadable(scope, bot) ? [JSON.stringify(fromBot(bot))] : undefined
      }),
    )
    yield ',\n"sources":'
    yield* listOf(
      eachOf([...sources].sort(), async id => {
        const known = await findReadableSource(shelf, scope, id)
        return known && writeSource(shelf, scope, known)
      }),
    )
    yield ',\n"conversations":'
    yield* listOf(
      eachOf(conversations, async id => {
        const row = await findConversation(db, scope.userId, id)
        return row && objectWith(fromConversation(row), 'messages', listOf(writeMessages(db, row)))
      }),
    )
    yield '}\n'
  }

  return {
    /** Everything that is the caller's. */
    all: (scope: Scope): AsyncGenerator<string> => write(scope, () => chooseAll(scope)),
    one: (scope: Scope, id: string): AsyncGenerator<string> =>
      write(scope, () => choose(scope, [id], { conversations: [], bots: new Set(), sources: new Set() })),
  }
}

async function* eachOf<T>(ids: Iterable<string>, find: (id: string) => Promise<T | undefined>): AsyncGenerator<T> {
  for (const id of ids) {
    const found = await find(id)
    if (found !== undefined) yield found
    await otherTurns()
  }
}

async function* writeMessages(db: Db, { id }: ConversationRow): AsyncGenerator<JsonPieces> {
  const tree = await listTree(db, id)
  for (let at = 0; at < tree.length; at += MANY_MESSAGES) {
    const ids = tree.slice(at, at + MANY_MESSAGES).map(message => message.id)
    for (const row of await listMessages(db, ids)) yield [JSON.stringify(fromRow(row))]
    await otherTurns()
  }
}

async function* listCited(db: Db, conversationId: string): AsyncGenerator<string> {
  const tree = await listTree(db, conversationId)
  for (let at = 0; at < tree.length; at += MANY_MARKS) {
    const ids = tree.slice(at, at + MANY_MARKS).map(message => message.id)
    for (const row of await listCiting(db, ids)) yield* citedSources(row)
    await otherTurns()
  }
}

async function* listOwnSources({ catalog }: Shelf, { userId }: Scope): AsyncGenerator<string> {
  for (let after: string | undefined, more = true; more;) {
    const rows = await listSources(catalog.db, { of: { ownerId: userId }, limit: MANY_SOURCES, after })
    for (const { id } of rows) yield id
    after = rows.at(-1)?.id
    more = rows.length === MANY_SOURCES
  }
}
