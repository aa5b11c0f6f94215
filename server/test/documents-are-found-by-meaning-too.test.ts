import type { Retrieved } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { learn } from './world/library.ts'
import { expectStatus, type Person } from './world/person.ts'
import { inEveryWorld, type World } from './world/world.ts'

const OLD = 'embed-64-old'
const NEXT = 'embed-32-next'
const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

inEveryWorld(
  world => {
    let someone: Promise<Person> | undefined
    const librarian = async () => {
      const ana = await world.guest()
      await learn(ana, { type: 'text', title: 'Cats', text: 'The cat likes to sleep by the stove.' })
      for (const number of NUMBERS)
        await learn(ana, {
          type: 'text',
          title: number,
          text: `Page ${number}: the ${number} sheep of the ${number} hills.`,
        })
      world.model.reset()
      return ana
    }
    beforeEach(() => world.fresh())

    test('what shares no word with a question is found by its meaning', async () => {
      const ana = await (someone ??= librarian())
      const { passages, reason } = await find(ana, 'feline slumber')
      expect(reason).toBeNull()
      expect(passages[0]?.title).toBe('Cats')
      expect(world.model.embedded.get(OLD)).toEqual(['feline slumber'])
    })

    test('without the model words find alone, and no question fails', async () => {
      const ana = await (someone ??= librarian())
      world.model.scriptEmbeddings(500)
      expect((await find(ana, 'where does the cat sleep')).passages[0]?.title).toBe('Cats')
      expect(await find(ana, 'feline slumber')).toEqual({ passages: [], reason: 'no_evidence' })
    })

    test('a model is changed while people ask: no question fails, and none is compared with the other’s vectors', async () => {
      const ana = await (someone ??= librarian())
      await world.kill()
      const release = world.model.holdEmbeddings(NEXT)
      await world.restart({ OPENAI_EMBEDDING_MODEL: NEXT })
      const asked: string[] = []
      const ask = async () => {
        const number = NUMBERS[asked.length % NUMBERS.length] ?? ''
        const { passages } = await find(ana, `${number} sheep`)
        asked.push(passages[0]?.title === number ? 'right' : 'wrong')
      }
      // The other model's vectors are not there yet.
      while (asked.length < NUMBERS.length) await ask()
      release()
      const known = async () => {
        await ask()
        return (await spaces(world)).join()
      }
      await expect.poll(known, { timeout: 20_000, interval: 10 }).toBe(`${OLD} retired,${NEXT} active`)
      expect(asked).not.toContain('wrong')
      expect(world.model.embedded.get(OLD)?.length).toBeGreaterThan(0)
      world.model.reset()
      expect((await find(ana, 'feline slumber')).passages[0]?.title).toBe('Cats')
      expect([...world.model.embedded.keys()]).toEqual([NEXT])
      await expect.poll(() => countOld(world), { timeout: 10_000 }).toBe(0)
    })
  },
  { OPENAI_EMBEDDING_MODEL: OLD },
)

async function find(person: Person, query: string): Promise<Retrieved> {
  return expectStatus(await person.post<Retrieved>('/api/retrieve', { query }), 200)
}

async function spaces({ db }: World): Promise<string[]> {
  const rows = await db.selectFrom('embedding_spaces').select(['model', 'state']).orderBy('id').execute()
  return rows.map(({ model, state }) => `${model} ${state}`)
}

/** Vectors that nobody will be compared with any more. */
async function countOld({ db }: World): Promise<number> {
  const rows = await db
    .selectFrom('embeddings')
    .innerJoin('embedding_spaces', 'embedding_spaces.id', 'space_id')
    .select('chunk_id')
    .where('model', '=', OLD)
    .execute()
  return rows.length
}
