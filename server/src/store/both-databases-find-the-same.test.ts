import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSought, soughtBy, wordsOf } from '../lib/words.ts'
import type { Store } from './open.ts'
import { listHits, type Hit, type HitPlace } from './search-hits.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'
import { addConversation, addMessages, addUser } from './testing/rows.ts'

const PEOPLE = ['ana', 'ben']
const WORDS = [
  ...'a b an anna Ärger ärgern arg über uber ß strasse straße 東 東京 京都 タワー null x 1 12 1x 12x ไทย'.split(' '),
  'é',
]
/** Many of one time, and more than PostgreSQL looks at before it asks its index. */
const MESSAGES = 600

type Said = { id: string; user_id: string; text: string; terms: string[]; at: number }

/** Always the same, and unlike each other. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const corpus: Said[] = []
const random = seeded(7)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
for (let n = 0; n < MESSAGES; n++) {
  const words = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(WORDS))
  const rare = n === 3 ? ['einmalig'] : []
  const text = [...words, ...rare].join(pick([' ', ', ', '\n']))
  const terms = [...wordsOf(text)].map(({ term }) => term)
  corpus.push({ id: `m${n}`, user_id: n % 6 === 5 ? 'ben' : 'ana', text, terms, at: Math.floor(n / 3) })
}

/** What has to be found, as slowly and as plainly as it can be told. */
function truth(userId: string, q: string): string[] {
  const sought = soughtBy(q)
  const has = (terms: string[]) => sought.every(each => terms.some(term => isSought(term, [each])))
  const mine = corpus.map((said, order) => ({ ...said, order })).filter(said => said.user_id === userId)
  const found = sought.length === 0 ? [] : mine.filter(({ terms }) => has(terms))
  return found.sort((a, b) => b.at - a.at || b.order - a.order).map(({ id }) => id)
}

describe.skipIf(KINDS.some(({ missing }) => missing))('SQLite and PostgreSQL', () => {
  const databases: TestDatabase[] = []
  const stores: Store[] = []
  beforeAll(async () => {
    for (const { makeDatabase } of KINDS) {
      const database = await makeDatabase()
      const store = database.open()
      databases.push(database)
      stores.push(store)
      for (const user_id of PEOPLE) {
        await addUser(store, user_id)
        await addConversation(store, { id: `of ${user_id}`, user_id })
      }
      const rows = corpus.map(({ id, user_id, text: content, at: created_at }, seq) => {
        return { id, user_id, conversation_id: `of ${user_id}`, seq, content, created_at }
      })
      await addMessages(store, ...rows)
    }
  })
  afterAll(async () => void (await Promise.all(databases.map(database => database.remove()))))

  const pages = async (store: Store, userId: string, q: string, limit: number): Promise<string[]> => {
    const ids: string[] = []
    for (let after: HitPlace | undefined, page: Hit[] = []; ; after = page.at(-1)) {
      page = await listHits(store.db, { userId, sought: soughtBy(q), limit, after })
      ids.push(...page.map(({ of_id }) => of_id))
      if (page.length < limit) return ids
    }
  }

  test('find the same in the same order, page by page, and that is what is there', async () => {
    const word = fc.oneof(fc.constantFrom(...WORDS, 'einmalig', 'fehlt'), fc.string({ unit: 'binary', maxLength: 3 }))
    const questions = fc.array(word, { minLength: 1, maxLength: 3 }).map(words => words.join(' '))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PEOPLE),
        questions,
        fc.integer({ min: 20, max: 90 }),
        async (who, q, limit) => {
          const wanted = truth(who, q)
          for (const store of stores) expect(await pages(store, who, q, limit)).toEqual(wanted)
        },
      ),
      { numRuns: 40, seed: 11 },
    )
    expect(truth('ana', 'a').length).toBeGreaterThan(50)
  })
})
