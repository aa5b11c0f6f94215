import { sql } from 'kysely'
import type { Store } from './open.ts'

/** More new or changed postings than this, and than a part of all of them, make it worth it. */
const MANY = 20_000
const PART = 0.1

/**
 * Lets PostgreSQL search as fast as it can: it answers from the key of the postings alone where a vacuum has seen that
 * everybody sees a page's rows, and plans well where it knows how many there are. Its own vacuum comes a minute late
 * after much has been learnt, and on some servers never; 100,000 passages are found in seconds then instead of in 40 ms.
 * Answers whether there was anything to do.
 */
export async function tendPostings({ db, engine }: Pick<Store, 'db' | 'engine'>): Promise<boolean> {
  if (engine.kind === 'sqlite') return false
  const { rows } = await sql<{ changed: number; all: number }>`
    select n_ins_since_vacuum + n_dead_tup as changed, n_live_tup as all
    from pg_stat_user_tables where relid = 'postings'::regclass`.execute(db)
  const { changed, all } = rows[0] ?? { changed: 0, all: 0 }
  if (changed < Math.max(MANY, all * PART)) return false
  await sql`vacuum (analyze, skip_locked) postings, places, chunks, documents`.execute(db)
  return true
}
