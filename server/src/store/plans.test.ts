import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type CompiledQuery } from 'kysely'
import { continueReply, edit, regenerate, stop } from '../chat/again.ts'
import { createConversations } from '../chat/conversations.ts'
import { quietDesk } from '../chat/testing/desk.ts'
import type { Desk } from '../chat/turn.ts'
import { readHistory } from '../chat/history.ts'
import { send } from '../chat/send.ts'
import { settleReply } from '../replies/settle.ts'
import { findConversationByName, listChanges, listConversations } from './conversations.ts'
import { soughtBy } from '../lib/words.ts'
import { findLeaf, findMessageById, findReplyTo, listPath, listSiblings } from './messages.ts'
import type { Store } from './open.ts'
import {
  checkpoint,
  claimNext,
  countAttempt,
  listReplying,
  listRepliesSince,
  listStalledQueues,
  renewLeases,
  requeue,
  takeOver,
} from './replies.ts'
import { listHits } from './search-hits.ts'
import type { MessageRow } from './tables.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'
import { addConversation, addMessages, addUser } from './testing/rows.ts'
import { listening, scansOf } from './testing/scans.ts'

const CONVERSATIONS = 60
const MESSAGES = 20

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`no query of a message's way reads a whole table in ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    let desk: Desk
    let asked: CompiledQuery[] = []
    beforeAll(async () => {
      database = await makeDatabase()
      store = listening(database.open(), query => asked.push(query))
      desk = quietDesk(store)
      await fill(store)
      await sql`analyze`.execute(store.db)
    })
    afterAll(() => database.remove())

    const inConversation = (n: number) => ({ userId: 'ana', conversationId: `c${n}` })
    const reply = async (id: string): Promise<MessageRow> => {
      const row = await findMessageById(store.db, id)
      if (!row) throw new Error(`there is no ${id}`)
      return row
    }
    const pod = () => ({ podId: 'pod', now: store.now })
    const ended = async (id: string, status: 'complete' | 'failed') => {
      const mark = { type: 'end', status, finish_reason: null, error: null, token_count: null } as const
      const told = { promptTokens: null, spent: { promptTokens: 1, completionTokens: 1 }, finishedAt: 1 }
      const end = { row: await reply(id), parts: ['all', { data: mark }], mark, ...told }
      return settleReply({ store, podId: 'pod', takesWork: () => true }, 'streaming', end)
    }
    const ways: Record<string, () => Promise<unknown>> = {
      'sending a message': () => send(desk, { ...inConversation(1), id: 'm1', replyId: 'r1', content: 'hello' }),
      'sending one that has to wait': () =>
        send(desk, { ...inConversation(1), id: 'm2', replyId: 'r2', content: 'hello' }),
      'sending it again': () => send(desk, { ...inConversation(1), id: 'm2', content: 'hello' }),
      'reading the history': async () => readHistory(store.db, await reply('r1')),
      'renewing leases': () => store.write(trx => renewLeases(trx, ['r1', 'unknown'], pod())),
      'ending a reply, and beginning the next': () => ended('r1', 'failed'),
      'asking a reply to stop': () => stop(desk, { userId: 'ana', messageId: 'r2' }),
      'handing a reply over': () =>
        store.write(trx => requeue(trx, { id: 'r2', epoch: 1 }, { content: 'so far', marks: null })),
      'finding queues that nobody serves': () => listStalledQueues(store.db),
      'claiming what waits': () => store.write(trx => claimNext(trx, 'c1', pod())),
      'taking over what has expired': () => store.write(trx => takeOver(trx, pod(), false, kind === 'PostgreSQL')),
      'taking over all': () => store.write(trx => takeOver(trx, pod(), true, kind === 'PostgreSQL')),
      'keeping what a reply has so far': () =>
        store.write(trx => checkpoint(trx, { id: 'r2', epoch: 3 }, { content: 'so far', marks: null })),
      'counting an attempt': () => store.write(trx => countAttempt(trx, { id: 'r2', epoch: 3 })),
      'ending a reply': async () => ended('r2', 'complete'),
      'continuing a reply': () => continueReply(desk, { userId: 'ana', messageId: 'r1' }),
      'making a reply again': () => regenerate(desk, { userId: 'ana', messageId: 'r2', replyId: 'r3' }),
      'editing a message': () => edit(desk, { userId: 'ana', messageId: 'm1', replyId: 'r4', content: 'otherwise' }),
      'finding the reply to a message': async () => findReplyTo(store.db, await reply('m1')),
      'listing the path': () => listPath(store.db, 'c2', `c2-${MESSAGES - 1}`, 50),
      'listing siblings of few': async () => listSiblings(store.db, 'c2', [await reply('c2-3'), await reply('c2-0')]),
      'listing siblings of many': async () =>
        listSiblings(store.db, 'c2', await listPath(store.db, 'c2', `c2-${MESSAGES - 1}`, 50)),
      'finding the newest leaf': () => findLeaf(store.db, 'c2', `c2-${MESSAGES - 3}`),
      'listing conversations': () => listConversations(store.db, { userId: 'ana', archived: false, limit: 31 }),
      'listing more of them': () =>
        listConversations(store.db, { userId: 'ana', archived: false, limit: 31, after: { updatedAt: 30, id: 'c30' } }),
      'knowing which of them reply': () => listReplying(store.db, ['c1', 'c2', 'c3']),
      'finding a conversation by its name': () => findConversationByName(store.db, 'ana', 'default'),
      'listing changes': () => listChanges(store.db, 'ana', CONVERSATIONS - 5),
      'finding what was said': () =>
        listHits(store.db, { userId: 'ana', sought: soughtBy('hello wor'), limit: 21, after: { at: 9, id: 9 } }),
      'listing the replies since a revision': () => listRepliesSince(store.db, 'c1', 3),
      'making, changing and removing a conversation': async () => {
        const conversations = createConversations(desk)
        await conversations.create('ana', { id: 'new', name: 'of its own' })
        await conversations.change('ana', 'new', { title: 'changed' })
        await conversations.remove('ana', 'new')
      },
    }

    it.each(Object.keys(ways))('%s', async way => {
      asked = []
      await ways[way]?.()
      const queries = asked
      expect(queries.length).toBeGreaterThan(0)
      for (const query of queries) expect([query.sql, ...(await scansOf(store, query))]).toEqual([query.sql])
    })

    it('tells a query that reads a whole table', async () => {
      const query = store.db.selectFrom('messages').selectAll().where('content', '=', 'x').compile()
      expect(await scansOf(store, query)).toHaveLength(1)
    })
  })
}

async function fill(store: Store): Promise<void> {
  await addUser(store, 'ana')
  for (let n = 0; n < 300; n++) await addUser(store, `user-${n}`)
  for (let c = 0; c < CONVERSATIONS; c++) {
    await addConversation(store, { id: `c${c}`, user_id: 'ana', name: c === 0 ? 'default' : null, updated_at: c })
    const messages = Array.from({ length: MESSAGES }, (_, n) => {
      const role = n % 2 === 0 ? ('user' as const) : ('assistant' as const)
      return {
        id: `c${c}-${n}`,
        conversation_id: `c${c}`,
        seq: n + 1,
        role,
        parent_id: n === 0 ? null : `c${c}-${n - 1}`,
      }
    })
    await addMessages(store, ...messages)
  }
}
