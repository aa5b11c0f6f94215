import Database from 'better-sqlite3'
import { workerData } from 'node:worker_threads'
import { answerTasks } from '../lib/thread.ts'
import type { SearchAnswer, SearchTask } from './search.ts'

/** Reads what was committed, and never waits for who writes. */
const db = new Database((workerData as { path: string }).path, { readonly: true, fileMustExist: true })
db.pragma('cache_size = -32768')
db.pragma('temp_store = memory')
const statements = new Map<string, Database.Statement<unknown[]>>()

function prepared(sql: string): Database.Statement<unknown[]> {
  const known = statements.get(sql)
  if (known) return known
  const made = db.prepare<unknown[]>(sql)
  statements.set(sql, made)
  return made
}

answerTasks<SearchTask, SearchAnswer>(({ sql, parameters }) => prepared(sql).all(...parameters))
