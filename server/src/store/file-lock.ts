import Database from 'better-sqlite3'

/** A connection that nobody refers to is collected, and its lock with it. */
const held = new Set<Database.Database>()

/**
 * An exclusive lock on a side file, which the system itself frees when the process dies, however it dies.
 * Waits up to `waitMs`; undefined when another process holds it.
 */
export function lockFile(path: string, waitMs: number): (() => void) | undefined {
  const db = new Database(path, { timeout: waitMs })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
  held.add(db)
  return () => {
    held.delete(db)
    db.exec('rollback')
    db.close()
  }
}
