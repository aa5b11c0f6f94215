import { MAX_PASSWORD_BYTES } from '@folio/protocol'
import { PasswordRefused, type Passwords } from '../lib/password.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Limits } from '../limits/limits.ts'

const MAX_FAILURES_PER_MINUTE = 5
const MINUTE_MS = 60_000
/** About what a full queue of hashes takes to shrink by a few. */
const BUSY_RETRY_MS = 3_000

type Try = { email: string; password: string; address: string }

export type Credentials = ReturnType<typeof createCredentials>

/** Passwords, and how often one may be wrong: counted for each account and address, whether there is such an account or not. */
export function createCredentials({ passwords, limits }: { passwords: Passwords; limits: Limits }) {
  const failures = limits.quota('wrong-passwords', { max: MAX_FAILURES_PER_MINUTE, windowMs: MINUTE_MS })

  /** True where the password is right. Takes as long where there is no such account. */
  const matches = async ({ email, password, address }: Try, hash: string | null | undefined): Promise<boolean> => {
    const key = `${address} ${email}`
    // Counted before, not after: many tries at once must not all pass while the first is being looked at.
    const { allowed, resetMs } = await failures.take(key)
    if (!allowed)
      throw new Refusal('too_many_requests', 'Too many wrong passwords. Wait a moment.', { retryAfterMs: resetMs })
    let wrong = false
    try {
      wrong = !(await passwords.verify(password, hash ?? undefined))
      return !wrong
    } catch (error) {
      throw refusalOf(error)
    } finally {
      if (!wrong) await failures.giveBack(key)
    }
  }

  return {
    /** Throws `Refusal('invalid_credentials')`, the same for an unknown account and a wrong password. */
    async check<U extends { password_hash: string | null }>(given: Try, user: U | undefined): Promise<U> {
      const right = await matches(given, user?.password_hash)
      if (!user || !right) throw new Refusal('invalid_credentials', 'The e-mail address or the password is wrong.')
      return user
    },

    /** Before somebody who is signed in changes the password: a fault of the form, not of the session. */
    async checkCurrent(given: Try, hash: string | null): Promise<void> {
      if (await matches(given, hash)) return
      const message = given.password === '' ? 'is needed' : 'is wrong'
      throw new Refusal('invalid_request', `The current password ${message}.`, {
        fields: [{ path: 'current_password', message }],
      })
    },

    async hash(password: string): Promise<string> {
      return passwords.hash(password).catch(error => {
        throw refusalOf(error)
      })
    },
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof PasswordRefused)) return error
  if (error.reason === 'busy')
    return new Refusal('unavailable', 'Too many people are signing in. Wait a moment.', { retryAfterMs: BUSY_RETRY_MS })
  const message = error.reason === 'nul' ? 'must not contain NUL' : `must have at most ${MAX_PASSWORD_BYTES} bytes`
  return new Refusal('invalid_request', `The password ${message}.`, { fields: [{ path: 'password', message }] })
}
