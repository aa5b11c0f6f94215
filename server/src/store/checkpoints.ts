import { stat } from 'node:fs/promises'
import { createThread, threadFile } from '../lib/thread.ts'

/** Looked at so often, and from this length on carried over. */
const LOOK_MS = 1_000
const LONG_BYTES = 16 * 2 ** 20
/** A disk that is slower than this has other troubles. */
const LIMIT_MS = 120_000

/**
 * Carries what is written from the log of a SQLite file over into the file, in a thread: that waits for the disk, and
 * whoever streams replies should not. Where the thread fails, SQLite does it by itself once the log is much longer.
 * Answers how to end it.
 */
export function keepLogShort(path: string): () => Promise<void> {
  const thread = createThread<null, void>(threadFile(import.meta.url, 'checkpoint-thread'), {
    data: { path },
    limitMs: LIMIT_MS,
    maxWaiting: 1,
  })
  let busy = false
  const look = async () => {
    const { size } = await stat(`${path}-wal`)
    if (size >= LONG_BYTES) await thread.ask(null)
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    look()
      .catch(() => {})
      .finally(() => (busy = false))
  }, LOOK_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    return thread.close()
  }
}
