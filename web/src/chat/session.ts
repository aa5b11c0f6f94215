import type { Session as SignedIn, User } from '@folio/protocol'
import { CallFailed, notReached, refused } from './failure.ts'

/** Renewed this long before its end, so that a call under way does not meet it. */
const MARGIN_MS = 60_000

export type Session = {
  /** An access token that is good for a while; renews it first where that is due. */
  token(): Promise<string>
  /** Somebody comes in: `ask`, with the token of who was here, says who. Other tabs wait, and are the same then. */
  enter(ask: (token: string | undefined) => Promise<SignedIn>): Promise<void>
  /** Says that `token` was refused: the next call of `token` renews it. */
  refused(token: string): void
}

type Options = {
  base?: string
  fetch: typeof fetch
  now: () => number
  /** Runs one task at a time among all tabs. */
  alone: <T>(task: () => Promise<T>) => Promise<T>
  onUser: (user: User) => void
}

/** Knows who is calling. The access token lives in memory only, the refresh token in a cookie that no script sees. */
export function createSession({ base = '', fetch, now, alone, onUser }: Options): Session {
  let current: { token: string; until: number } | undefined
  let renewal: Promise<string> | undefined

  async function signIn(): Promise<string> {
    const session = (await post('/auth/refresh')) ?? (await post('/auth/guest'))
    if (!session) throw notReached(undefined)
    return take(session)
  }

  function take({ access_token, expires_in, user }: SignedIn): string {
    current = { token: access_token, until: now() + expires_in * 1_000 - MARGIN_MS }
    onUser(user)
    return access_token
  }

  async function token(): Promise<string> {
    if (current && now() < current.until) return current.token
    // A refresh token is good once: two tabs that spend the same one would be taken for a thief and signed out.
    renewal ??= alone(signIn).finally(() => (renewal = undefined))
    return renewal
  }

  /** Undefined where there is nobody to refresh. Anything else that fails must not make a new guest. */
  async function post(path: string): Promise<SignedIn | undefined> {
    const answer = await fetch(base + path, { method: 'POST', credentials: 'include' }).catch((error: unknown) => {
      throw notReached(error)
    })
    if (answer.ok) return (await answer.json()) as SignedIn
    if (answer.status === 401 && path === '/auth/refresh') return undefined
    throw await refused(answer)
  }

  return {
    token,
    async enter(ask) {
      const known = await token().catch(unlessRefused)
      await alone(async () => take(await ask(known)))
    },
    refused(known) {
      if (current?.token === known) current = undefined
    },
  }
}

/** A server that takes no guests lets people in all the same. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof CallFailed) || error.status !== 401) throw error
}

/** Web Locks where there are any (https, localhost). Elsewhere a note in storage, which is as good as can be had. */
export async function aloneAmongTabs<T>(task: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request('folio.session', task) as Promise<T>
  const key = 'folio.session-lock'
  const taken = () => Date.now() - Number(localStorage.getItem(key) ?? 0) < 5_000
  while (taken()) await new Promise(resolve => setTimeout(resolve, 40 + Math.random() * 40))
  localStorage.setItem(key, String(Date.now()))
  return task().finally(() => localStorage.removeItem(key))
}
