import { ThreadAway } from '../lib/thread.ts'

const SQLITE_DOWN = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|LOCKED|READONLY|NOMEM)/
/** PostgreSQL's classes 08 (connection), 53 (resources) and 57 (it is going down), a copy that only reads, and what sockets say. */
const POSTGRES_DOWN = /^(08\w{3}|53\w{3}|57P0\d|25006)$/
const SOCKET_DOWN = /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)$/
/** A bucket that does not answer, what it says when it is crowded, and a folder on a disk that is full or fails. */
const FILES_DOWN =
  /^(UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT)|SlowDown|ServiceUnavailable|InternalError|E(NOSPC|DQUOT|ROFS|IO|MFILE|NFILE))$/
const DOWN = [SQLITE_DOWN, POSTGRES_DOWN, SOCKET_DOWN, FILES_DOWN]
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
const POOL_DOWN =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/

/** True where the database or the files are away, full or crowded for now: the same call may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof ThreadAway) return true
  const code = codeOf(error)
  if (code !== undefined && DOWN.some(known => known.test(code))) return true
  return isCollision(error) || POOL_DOWN.test(error.message) || isOutage(error.cause)
}

/** True where two transactions were in each other's way and the database has rolled this one back: it may be run again. */
export function isCollision(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  return code === SERIALIZATION_FAILURE || code === DEADLOCK
}

/** True where a row with that key was there already. */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
