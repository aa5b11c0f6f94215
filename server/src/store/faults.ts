const SQLITE_DOWN = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|LOCKED|READONLY|NOMEM)/
/** PostgreSQL's classes 08 (connection), 53 (resources) and 57 (it is going down), and what sockets say. */
const POSTGRES_DOWN = /^(08\w{3}|53\w{3}|57P0\d)$/
const SOCKET_DOWN = /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|NOTFOUND)$/
const POOL_DOWN = /^(timeout exceeded when trying to connect|Connection terminated)/

/** True where the database is away or full for now: the same call may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code !== undefined && (SQLITE_DOWN.test(code) || POSTGRES_DOWN.test(code) || SOCKET_DOWN.test(code))) return true
  return POOL_DOWN.test(error.message) || isOutage(error.cause)
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
