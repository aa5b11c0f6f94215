import { expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { seeded, type Seeded } from '../src/replies/testing/seeded.ts'
import { learn } from './world/library.ts'
import type { Person } from './world/person.ts'
import { readRows } from './world/stage.ts'
import { inEveryWorld, type World } from './world/world.ts'

const REQUESTS = 1_000
const AT_ONCE = 8
const SEED = Number(process.env.SEED ?? 20_261_121)

/** Somebody, the organisation they are in, and what they alone, or all of it, may know. */
type Owner = { person: Person; org: string | undefined; secret: string; ids: Ids }
type Ids = { bot: string; source: string; job: string; file: string; conversation: string }
type Asked = { method: string; path: string; body?: object }

inEveryWorld(world => {
  test('a thousand requests with ids of others find nothing and change nothing', { timeout: 240_000 }, async () => {
    const owners = await populate(world)
    const chance = seeded(SEED)
    const before = await readRows(world)
    let allowed = 0
    for (let done = 0; done < REQUESTS; done += AT_ONCE) {
      const round = Array.from({ length: AT_ONCE }, () => foreign(owners, chance))
      await Promise.all(
        round.map(async ({ caller, asked }) => {
          const { status, text } = await caller.person.ask(asked.method, asked.path, { body: asked.body })
          const about = `${asked.method} ${asked.path} ${JSON.stringify(asked.body)} (seed ${SEED})`
          const strangers = owners.filter(owner => !mayKnow(caller, owner))
          const told = strangers.filter(({ secret }) => text.includes(secret)).map(({ secret }) => secret)
          expect([about, told]).toEqual([about, []])
          if (status === 200) allowed++
          else expect([about, status]).toEqual([about, 404])
        }),
      )
    }
    // Lists, and searches of one's own bot, are the caller's own.
    expect(allowed).toBeGreaterThan(REQUESTS / 20)
    expect(allowed).toBeLessThan(REQUESTS / 2)
    const after = await readRows(world)
    for (const table of ['bots', 'sources', 'files', 'documents', 'chunks', 'postings', 'jobs', 'conversations'])
      expect(after[table]).toEqual(before[table])
  })
})

async function populate(world: World): Promise<Owner[]> {
  const [here, there] = [`here-${newId()}`, `there-${newId()}`]
  const people: [Person, string | undefined][] = [
    [await world.guest(), undefined],
    [await world.guest(), undefined],
    [await world.member(), undefined],
    [await world.external({ org_id: here, role: 'admin' }), here],
    [await world.external({ org_id: here, role: 'member' }), here],
    // The name of one organisation begins like that of another.
    [await world.external({ org_id: `${here}s`, role: 'admin' }), `${here}s`],
    [await world.external({ org_id: there, role: 'admin' }), there],
  ]
  return Promise.all(people.map(([person, org], n) => teach(person, org, `secret${n}of${newId()}`)))
}

async function teach(person: Person, org: string | undefined, secret: string): Promise<Owner> {
  const bot = await person.bot({ name: `${secret} bot` })
  const text = `Green tea is steeped for two minutes, says ${secret}.`
  await learn(person, { type: 'text', text: `${text} At home.`, title: `${secret} at home` })
  const { source_id, job_id } = await learn(person, { type: 'text', text, title: secret }, { bot_id: bot })
  const { file_id } = await person.upload(`${secret}.md`, text, 'text/markdown')
  const conversation = await person.conversation({ title: secret, bot_id: bot })
  return { person, org, secret, ids: { bot, source: source_id, job: job_id, file: file_id, conversation } }
}

/** Colleagues know some of each other's things; which, the access matrix says. */
function mayKnow(caller: Owner, { person, org }: Owner): boolean {
  return caller.person === person || (org !== undefined && caller.org === org)
}

/** A request of one person with the ids of another who has nothing to do with them. */
function foreign(owners: readonly Owner[], chance: Seeded): { caller: Owner; asked: Asked } {
  const caller = chance.pick(owners)
  const others = owners.filter(owner => caller && !mayKnow(caller, owner))
  const other = chance.pick(others)
  if (!caller || !other) throw new Error('there are strangers')
  const asked = chance.pick(REQUESTS_OF)?.(idsOf(other.ids, chance), other.secret)
  return { caller, asked: asked ?? { method: 'GET', path: '/api/bots' } }
}

/** As they are; or one for another, or with another case, or one digit off. */
function idsOf(ids: Ids, chance: Seeded): Ids {
  const bent = (id: string) =>
    chance.weighted({ same: 6, upper: 1, other: 1, bent: 1 }) === 'same'
      ? id
      : (chance.pick([id.toUpperCase(), ids.bot, ids.source, `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`]) ??
        id)
  return {
    bot: bent(ids.bot),
    source: bent(ids.source),
    job: bent(ids.job),
    file: bent(ids.file),
    conversation: bent(ids.conversation),
  }
}

const get = (path: string): Asked => ({ method: 'GET', path })
const TEXT = { type: 'text', text: 'taken over' }

const REQUESTS_OF: ((ids: Ids, secret: string) => Asked)[] = [
  ({ bot }, secret) => ({
    method: 'POST',
    path: '/api/retrieve',
    body: { query: `tea ${secret}`, bot_id: bot, k: 1_000 },
  }),
  // One's own bot, asked for what others know.
  (_, secret) => ({ method: 'POST', path: '/api/retrieve', body: { query: `green tea ${secret}s`, k: 1_000 } }),
  ({ bot }) => get(`/api/bots/${bot}`),
  ({ bot }) => get(`/api/sources?bot_id=${bot}`),
  () => get('/api/sources?limit=100'),
  () => get('/api/training/jobs?limit=100'),
  ({ source }) => get(`/api/sources/${source}`),
  ({ source }) => get(`/api/sources/${source}/text`),
  ({ source }) => get(`/api/sources/${source}/passages/0`),
  ({ job }) => get(`/api/training/jobs/${job}`),
  ({ conversation }) => get(`/api/conversations/${conversation}`),
  ({ conversation }) => get(`/api/conversations/${conversation}/shares`),
  ({ conversation }) => ({ method: 'POST', path: `/api/conversations/${conversation}/shares` }),
  ({ job }) => ({ method: 'POST', path: `/api/training/jobs/${job}/cancel` }),
  ({ job }) => ({ method: 'POST', path: `/api/training/jobs/${job}/retry` }),
  ({ source }) => ({ method: 'DELETE', path: `/api/training/delete/${source}` }),
  ({ bot }) => ({ method: 'DELETE', path: `/api/bots/${bot}` }),
  ({ bot }) => ({ method: 'PATCH', path: `/api/bots/${bot}`, body: { name: 'mine' } }),
  ({ bot }) => ({ method: 'POST', path: '/api/conversations', body: { bot_id: bot } }),
  ({ bot }) => ({ method: 'POST', path: '/api/training/queue', body: { bot_id: bot, source: TEXT } }),
  ({ source }) => ({ method: 'POST', path: '/api/training/queue', body: { source_id: source, source: TEXT } }),
  ({ file }) => ({
    method: 'POST',
    path: '/api/training/queue',
    body: { source: { type: 'file', file_id: file } },
  }),
]
