import type { DeviceSession, Session as SignedIn, Usage, User } from '@folio/protocol'
import { createAsk } from './api.ts'
import type { Chat } from './chat.ts'
import { failureOf, notReached, refused, type Failure } from './failure.ts'
import { startAfresh } from './forget-person.ts'
import { notePerson } from './person.ts'

export type Account = ReturnType<typeof createAccount>
type Known = { email: string; password: string }

const WAIT_MS = 30_000

/** Who somebody is here: coming in, what can be changed, and going. Each call answers what went wrong, if something did. */
export function createAccount({ way, dispatch, getState }: Pick<Chat, 'way' | 'dispatch' | 'getState'>) {
  const { base, session, call } = way
  const ask = createAsk(call)

  async function post(path: string, body: object, token: string | undefined): Promise<SignedIn> {
    const headers = new Headers({ 'Content-Type': 'application/json' })
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
    const signal = AbortSignal.timeout(WAIT_MS)
    const init = { method: 'POST', credentials: 'include', body: JSON.stringify(body), headers, signal } as const
    const answer = await fetch(base + path, init).catch((error: unknown) => {
      throw notReached(error)
    })
    if (!answer.ok) throw await refused(answer)
    return (await answer.json()) as SignedIn
  }
  const change = (body: object) =>
    attempt(async () => dispatch({ type: 'user', user: await ask<User>('PATCH', '/auth/me', body) }))
  /** Who was nobody before has a page that knows nothing yet. */
  const enter = (asking: (token: string | undefined) => Promise<SignedIn>) =>
    attempt(async () => {
      const { user } = getState()
      await session.enter(asking)
      if (!user) location.reload()
    })
  const leave = (method: string, path: string) =>
    attempt(async () => {
      await ask<void>(method, path)
      await startAfresh()
    })

  return {
    /** A guest becomes a member, and stays who they are. */
    keep: (known: Known, name: string) =>
      enter(token => post('/auth/register', name === '' ? known : { ...known, display_name: name }, token)),

    /** `brings`: what this guest has goes along. */
    signIn: (known: Known, brings: boolean) =>
      enter(async token => {
        const was = getState().user?.id ?? null
        const signedIn = await post('/auth/login', { ...known, keep_guest_conversations: brings }, token)
        // Before any tab can notice that somebody else is calling.
        if (brings) notePerson(localStorage, { id: signedIn.user.id, was })
        return signedIn
      }),

    rename: (name: string) => change({ display_name: name === '' ? null : name }),
    changePassword: (current: string, password: string) => change({ current_password: current, password }),
    signOut: () => leave('POST', '/auth/logout'),
    erase: () => leave('DELETE', '/auth/me'),

    listDevices: async () => (await ask<{ items: DeviceSession[] }>('GET', '/auth/sessions')).items,
    endDevice: (id: string) => attempt(() => ask<void>('DELETE', `/auth/sessions/${id}`)),
    endOtherDevices: () => attempt(() => ask<void>('DELETE', '/auth/sessions')),
    readUsage: () => ask<Usage>('GET', '/api/usage?days=30'),
  }
}

async function attempt(task: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await task()
    return undefined
  } catch (error) {
    return failureOf(error)
  }
}
