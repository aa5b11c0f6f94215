import type { Bot, Retrieved } from '@folio/protocol'
import { expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { learn, randomFrom } from './world/library.ts'
import { expectStatus, type Person } from './world/person.ts'
import { inEveryWorld } from './world/world.ts'

const REQUESTS = 1_000
const AT_ONCE = 10
/** In every document of everybody. */
const WORD = 'harpsichord'

/** Ids that look alike, and whose words would have one stem. */
const NAMES = ['bot9f3ca', 'bot9f3cas', 'bot9f3caing', 'bot 9f3ca', 'bot-9f3ca']

type Owner = { person: Person; botId: string; own: ReadonlySet<string> }

inEveryWorld(world => {
  const setUp = async (name: string): Promise<Owner> => {
    const person = await world.member()
    const { id: botId } = expectStatus(await person.post<Bot>('/api/bots', { name }), 201)
    const learned = [
      await learn(
        person,
        { type: 'text', text: `The ${WORD} of ${name} is kept by its owner ${person.id}.` },
        { bot_id: botId },
      ),
      await learn(person, { type: 'text', text: `The ${WORD} of nobody else but ${person.id}, who is of ${name}.` }),
    ]
    return { person, botId, own: new Set(learned.map(({ source_id }) => source_id)) }
  }

  test(
    'of a thousand requests with all kinds of ids none is given what is somebody else’s',
    { timeout: 120_000 },
    async () => {
      const owners: Owner[] = []
      for (const name of NAMES) owners.push(await setUp(name))
      const random = randomFrom(9)
      const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
      const sourceIds = owners.flatMap(({ own }) => [...own])
      let found = 0
      let refused = 0
      const request = async () => {
        const { person, botId, own } = one(owners)
        const other = one(owners)
        const id = one([
          botId,
          other.botId,
          other.botId.toUpperCase(),
          newId(),
          one(sourceIds),
          other.person.id,
          `${other.botId}'--`,
        ])
        const query = one([
          WORD,
          `${WORD} ${one(NAMES)}`,
          `${WORD} ${other.person.id}`,
          `"${WORD}" OR bot_id:${other.botId}`,
          `${WORD}*`,
        ])
        const body = {
          query,
          k: one([1, 8, 100, 1_000]),
          ...(random() < 0.8 && { bot_id: id }),
          library_id: 1,
          user_id: other.person.id,
        }
        const { status, json } = await person.post<Retrieved>('/api/retrieve', body)
        if (status === 200) {
          expect(
            json.passages.filter(({ source_id, text }) => !own.has(source_id) || !text.includes(person.id)),
          ).toEqual([])
          found += json.passages.length
        } else {
          expect([status, JSON.stringify(json).includes(WORD)]).toEqual([404, false])
          refused++
        }
      }
      for (let n = 0; n < REQUESTS; n += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, request))
      // Both ends of it have been tried.
      expect(found).toBeGreaterThan(REQUESTS / 4)
      expect(refused).toBeGreaterThan(REQUESTS / 4)
    },
  )

  test('names that look alike stay apart', async () => {
    const person = await world.member()
    for (const text of NAMES.slice(0, 3).map(name => `The code of the door is ${name}.`))
      await learn(person, { type: 'text', text })
    for (const name of NAMES.slice(0, 3)) {
      const { json } = await person.post<Retrieved>('/api/retrieve', { query: `Which door has ${name}?` })
      expect(json.passages[0]?.text).toBe(`The code of the door is ${name}.`)
    }
  })

  test('a question is text, whatever it looks like', async () => {
    const person = await world.member()
    await learn(person, {
      type: 'text',
      text: 'The harpsichord is tuned in meantone: "quarter comma" AND nothing else.',
    })
    const ask = (query: string) => person.post<Retrieved>('/api/retrieve', { query })
    for (const query of [
      '"harpsichord" tuned',
      'harpsichord AND meantone',
      'harpsichord: NOT (meantone) NEAR/2 tuned',
      "harpsichord tuned'; drop --",
      'harpsichord* ^tuned ~1 [meantone] {comma}',
      'harpsichord\\tuned %meantone_',
      '😀 harpsichord tuned 🎹',
    ]) {
      const { status, json } = await ask(query)
      expect([query, status, json.passages.length, json.reason]).toEqual([query, 200, 1, null])
    }
    for (const query of ['"', '*', "'", ':', '--', '()', '😀', 'AND OR NOT', '\\', '%']) {
      const { status, json } = await ask(query)
      expect([query, status, json]).toEqual([query, 200, { passages: [], reason: 'no_evidence' }])
    }
    for (const query of ['', '   ', 'a\0b']) expect((await ask(query)).status).toBe(400)
  })
})
