import { MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS } from '@folio/protocol'
import type { Failure } from '../../chat/failure.ts'
import { accountWords as words } from '../../words/en/account.ts'

/** What is wrong with each field, under its name; `form`: with all of it. */
export type Faults = Partial<Record<'email' | 'password' | 'current' | 'form', string>>

export function emailFault(email: string): Faults {
  return /^\S+@\S+\.\S+$/.test(email) ? {} : { email: words.noEmail }
}

export function newPasswordFault(password: string): Faults {
  if (password.length < MIN_PASSWORD_CHARS) return { password: words.tooShort }
  return new TextEncoder().encode(password).length > MAX_PASSWORD_BYTES ? { password: words.tooLong } : {}
}

/** Where the page knows better words than the server, which speaks to programs too. */
export function faultsOf({ code, detail }: Failure): Faults {
  if (code === 'invalid_credentials') return { password: words.wrong }
  if (code === 'email_taken') return { email: words.taken }
  if (code === 'too_many_requests') return { form: words.tooOften }
  return { form: detail }
}
