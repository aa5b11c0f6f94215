import Database from 'better-sqlite3'
import { workerData } from 'node:worker_threads'
import { answerTasks } from '../lib/thread.ts'

const db = new Database((workerData as { path: string }).path)

/** Passive: waits for no reader and no writer, and lets none of them wait. */
answerTasks<null, void>(() => void db.pragma('wal_checkpoint(PASSIVE)'))
