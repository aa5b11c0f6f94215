import Database from 'better-sqlite3'

/** What SQLite says of its own file: `ok`, or what is broken. Only while no server has it. */
export function checkDatabase(path: string): string {
  const database = new Database(path)
  try {
    return String(database.pragma('integrity_check', { simple: true }))
  } finally {
    database.close()
  }
}
