import type { Passage } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../lib/id.ts'
import type { Turn } from '../model/model.ts'
import { insertBot } from '../store/bots.ts'
import { openCatalog } from '../store/catalog.ts'
import type { BotRow } from '../store/catalog-tables.ts'
import { insertLibrary } from '../store/libraries.ts'
import type { Store } from '../store/open.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { createFindEvidence, type Find } from './ground.ts'
import type { Question } from './question.ts'

const passage: Passage = {
  source_id: 's',
  document_id: 'd',
  n: 0,
  title: 'Tea',
  heading_path: [],
  start: 0,
  end: 3,
  page: null,
  text: 'Tea',
  score: 1,
}
const question: Turn[] = [{ role: 'user', content: 'Tea?' }]

onEachDatabase(store => {
  let ana: string
  beforeEach(async () => {
    ana = await addUser(store())
  })

  const ask = (given: Partial<Find> & { botId?: string | null; turns?: Turn[]; signal?: AbortSignal } = {}) => {
    const { botId = null, turns = question, signal = new AbortController().signal, ...find } = given
    const asked: Question[] = []
    const troubles: unknown[] = []
    const found = createFindEvidence({
      store: store(),
      catalog: openCatalog(store()),
      find: {
        retrieve: async (_, about) => {
          asked.push(about)
          return { passages: [passage], reason: null }
        },
        widen: async passages => [...passages],
        ...find,
      },
      contextTokens: 8_000,
      onTrouble: error => troubles.push(error),
    })({ userId: ana, botId, turns, signal })
    return { found, asked, troubles }
  }

  test('who has no bot, or a bot of their own that knows nothing, is answered as ever', async () => {
    expect(await ask().found).toBeUndefined()
    await addBot(store(), { owner_id: ana, is_default: 1, system_prompt: 'x' }, 0)
    expect(await ask().found).toBeUndefined()
    const { found, asked } = ask({ botId: await addBot(store(), { owner_id: ana, refusal_text: 'No.' }, 0) })
    expect(await found).toEqual({
      bot: { systemPrompt: null, temperature: null, refusalText: 'No.' },
      passages: [],
    })
    expect(asked).toEqual([])
  })

  test('the default bot is asked as soon as it knows something, with the question and what came before', async () => {
    await addBot(store(), { owner_id: ana, is_default: 1 }, 1)
    const turns: Turn[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'one' },
      { role: 'user', content: 'second' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'third' },
    ]
    const { found, asked } = ask({ turns })
    expect((await found)?.passages).toEqual([passage])
    expect(asked).toEqual([
      {
        query: 'third',
        history: [
          { role: 'user', content: 'second' },
          { role: 'assistant', content: 'two' },
        ],
      },
    ])
  })

  test('a bot is asked for those who may read it, and for nobody else', async () => {
    const ben = await addUser(store(), 'ben-s-org')
    const ownBot = await addBot(store(), { owner_id: ben }, 1)
    const ofOrg = await addBot(store(), { owner_id: ben, org_id: 'ben-s-org' }, 1)
    for (const botId of [ownBot, ofOrg, newId(), 'no-id'])
      await expect(ask({ botId }).found).rejects.toMatchObject({ code: 'bot_gone' })
    ana = await addUser(store(), 'ben-s-org')
    expect((await ask({ botId: ofOrg }).found)?.passages).toHaveLength(1)
    await expect(ask({ botId: ownBot }).found).rejects.toMatchObject({ code: 'bot_gone' })
  })

  test('what cannot be searched fails, and says so once', async () => {
    await addBot(store(), { owner_id: ana, is_default: 1 }, 1)
    const retrieve = () => Promise.reject(new Error('the index is away'))
    const { found, troubles } = ask({ retrieve })
    await expect(found).rejects.toMatchObject({ code: 'retrieval_failed' })
    expect(troubles).toEqual([new Error('the index is away')])
  })

  test('who leaves meanwhile is told nothing', async () => {
    await addBot(store(), { owner_id: ana, is_default: 1 }, 1)
    const leaving = new AbortController()
    const retrieve: Find['retrieve'] = () => {
      leaving.abort('stop')
      return new Promise(() => {})
    }
    const { found, troubles } = ask({ retrieve, signal: leaving.signal })
    await expect(found).rejects.toBe('stop')
    expect(troubles).toEqual([])
  })
})

async function addUser(store: Store, orgId: string | null = null): Promise<string> {
  const id = newId()
  const row = {
    id,
    kind: 'guest',
    rev: 0,
    created_at: 0,
    org_id: orgId,
    role: orgId === null ? null : 'member',
  } as const
  await store.write(trx => trx.insertInto('users').values(row).execute())
  return id
}

async function addBot(store: Store, given: Partial<BotRow> & { owner_id: string }, chunks: number): Promise<string> {
  const blank = { org_id: null, name: 'Bot', system_prompt: null, model: null, temperature: null, refusal_text: null }
  const id = newId()
  await openCatalog(store).write(trx =>
    insertBot(trx, { ...blank, id, is_default: 0, created_at: 0, updated_at: 0, ...given }),
  )
  await store.write(async trx => {
    await insertLibrary(trx, { id, owner_id: given.owner_id, is_default: given.is_default ?? 0 })
    await trx.updateTable('libraries').set({ chunk_count: chunks }).where('bot_id', '=', id).execute()
  })
  return id
}
