import type { Job, Source } from '@folio/protocol'
import { sql, type RawBuilder } from 'kysely'
import { expect } from 'vitest'
import { expectStatus, type Person } from './person.ts'
import type { World } from './world.ts'

export type GivenSource =
  | { type: 'text'; text: string; title?: string }
  | { type: 'url'; url: string; title?: string }
  | { type: 'file'; file_id: string; title?: string }
export type Queued = { job_id: string; source_id: string; status: string }

/** Hands something over to be learnt; a worker reads it. */
export async function queue(
  person: Person,
  source: GivenSource,
  more: { bot_id?: string; source_id?: string } = {},
): Promise<Queued> {
  return expectStatus(await person.post<Queued>('/api/training/queue', { ...more, source }), 202)
}

/** The job, once it has ended. */
export async function jobEnded(person: Person, id: string, timeoutMs = 20_000): Promise<Job> {
  const job = async () => expectStatus(await person.get<Job>(`/api/training/jobs/${id}`), 200)
  await expect
    .poll(async () => (await job()).status, { timeout: timeoutMs, interval: 50 })
    .toMatch(/succeeded|failed|cancelled/)
  return job()
}

/** Hands it over, and waits until it has been read. */
export async function learn(...given: Parameters<typeof queue>): Promise<Queued> {
  const queued = await queue(...given)
  const { status, error } = await jobEnded(given[0], queued.job_id)
  if (status !== 'succeeded') throw new Error(`the job has ${status}: ${error?.code} ${error?.message}`)
  return queued
}

export async function sourceOf(person: Person, id: string): Promise<Source> {
  return expectStatus(await person.get<Source>(`/api/sources/${id}`), 200)
}

/** A file of theirs: its id. */
export async function upload(person: Person, name: string, bytes: string | Buffer): Promise<string> {
  return (await person.upload(name, bytes)).file_id
}

const SYLLABLES = ['ba', 'de', 'fi', 'go', 'lu', 'ma', 'ne', 'pi', 'ro', 'su', 'ta', 've', 'wi', 'zo', 'ka', 'le']

/** Paragraphs of so many words each, all different from each other, and the same each time. */
export function paragraphs(count: number, { words = 150, seed = 1 } = {}): string[] {
  const next = randomFrom(seed)
  const syllable = () => SYLLABLES[Math.floor(next() * SYLLABLES.length)] ?? ''
  const sentence = () => `${Array.from({ length: 10 }, () => syllable() + syllable() + syllable()).join(' ')}.`
  return Array.from({ length: count }, () => Array.from({ length: Math.ceil(words / 10) }, sentence).join(' '))
}

/** Numbers from 0 to 1, by chance, and the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Waits until no job is under way. */
export async function allJobsEnded({ db }: Pick<World, 'db'>, timeoutMs = 60_000): Promise<void> {
  const underWay = () => db.selectFrom('jobs').select('id').where('status', 'in', ['queued', 'running']).execute()
  await expect.poll(underWay, { timeout: timeoutMs, interval: 200 }).toEqual([])
}

/** How many rows there are of what is read, in all versions, found or not. */
export async function countKnown({ db }: Pick<World, 'db'>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of ['documents', 'document_versions', 'chunks', 'places', 'postings', 'embeddings'] as const) {
    const row = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirst()
    counts[table] = row?.count ?? 0
  }
  return counts
}

/** What nothing that can be found needs: nothing of the kind may be left when all jobs have ended. */
export async function findOrphans({ db }: Pick<World, 'db'>): Promise<Record<string, number>> {
  const count = async (query: RawBuilder<{ count: number }>) => Number((await query.execute(db)).rows[0]?.count ?? 0)
  return {
    versions: await count(sql`select count(*) as count from document_versions v where not exists
      (select 1 from documents d where d.id = v.document_id and d.version = v.version and d.deleted_at is null)`),
    places: await count(sql`select count(*) as count from places p where not exists
      (select 1 from document_versions v where v.document_id = p.document_id and v.version = p.version)`),
    chunks: await count(sql`select count(*) as count from chunks c where not exists
      (select 1 from places p where p.chunk_id = c.id)`),
    postings: await count(sql`select count(*) as count from postings p where not exists
      (select 1 from chunks c where c.id = p.chunk_id)`),
    embeddings: await count(sql`select count(*) as count from embeddings e where not exists
      (select 1 from chunks c where c.id = e.chunk_id)`),
    miscounted: await count(sql`select count(*) as count from libraries l where
      (l.chunk_count, l.token_total) <> (select coalesce(sum(v.chunk_count), 0), coalesce(sum(v.token_total), 0)
        from documents d join document_versions v on v.document_id = d.id and v.version = d.version
        where d.library_id = l.id and d.deleted_at is null)`),
    unfound: await count(sql`select count(*) as count from chunks c join documents d on d.id = c.document_id
      where not exists (select 1 from postings p where p.library_id = d.library_id and p.chunk_id = c.id)`),
  }
}
export const NO_ORPHANS = { versions: 0, places: 0, chunks: 0, postings: 0, embeddings: 0, miscounted: 0, unfound: 0 }
