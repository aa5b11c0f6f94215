import { isEnd, type Message, type User } from '@folio/protocol'
import type { Clock } from './connection.ts'
import type { ChatState } from './state.ts'
import type { Store } from './store.ts'
import { createCopies, type Copies, type Copy } from './copies.ts'
import { forgetKept } from './forget-kept.ts'

/** Whose copies may be shown. It goes at once when somebody signs out; the copies themselves take a moment longer. */
const OWNER = 'folio.kept-for'
/** What changes comes in pieces; this long after the last of them it has settled. */
const SETTLE_MS = 700
const MAX_LISTED = 100

type Options = { store: Store; storage: Storage; clock: Clock }

/** Keeps a copy of what was read, and shows it while the server is out of reach. A copy that fails costs nothing. */
export function keepCopies({ store, storage, clock }: Options): void {
  const copies = createCopies()
  const write = createWriter(store, copies, { storage, clock })
  const show = createReader(store, copies, storage)
  let user: User | null = null

  async function belongTo(next: User): Promise<void> {
    if (storage.getItem(OWNER) === next.id) return
    storage.setItem(OWNER, next.id)
    await forgetKept()
  }
  function sync(): void {
    const state = store.getState()
    if (state.user && state.user.id !== user?.id) {
      user = state.user
      void attempt(belongTo(user))
    }
    if (state.connection === 'live') write.soon(state)
    else void attempt(show(state))
  }
  store.subscribe(sync)
  sync()
}

/** Storage may be full, or forbidden. */
const attempt = (task: Promise<unknown>) => task.catch(() => {})

function createWriter({ getState }: Store, copies: Copies, { storage, clock }: Pick<Options, 'storage' | 'clock'>) {
  const touched = new Set<string>()
  const written = new Map<string, string>()
  let listed: ChatState['conversations'] | undefined
  let cancel = () => {}

  async function writeAll(): Promise<void> {
    const state = getState()
    if (state.user?.id !== storage.getItem(OWNER)) return
    await writeList(state)
    for (const id of touched) {
      const { user, conversations, paths } = state
      if (!conversations[id] || paths[id]?.status === 'missing') await copies.drop(id)
      const copy = user && copyOf(state, id, user.id)
      if (!copy) continue
      touched.delete(id)
      const looks = [copy.conversation, ...copy.items].map(row => `${row.id} ${row.rev}`).join()
      if (written.get(id) === looks) continue
      await copies.put(copy)
      written.set(id, looks)
    }
  }

  async function writeList({ user, conversations, list }: ChatState): Promise<void> {
    if (!user || list.status !== 'ready' || list.kept || conversations === listed) return
    if (!listed) await dropGone(copies, conversations, list.older)
    listed = conversations
    const known = Object.values(conversations).filter(({ rev }) => rev > 0)
    const newest = known.sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1)).slice(0, MAX_LISTED)
    await copies.putList({ user, conversations: newest })
  }

  return {
    soon(state: ChatState): void {
      if (state.open !== null) touched.add(state.open)
      cancel()
      cancel = clock.after(SETTLE_MS, () => void attempt(writeAll()))
    },
  }
}

/** What was listed last time and is not any more, though it would stand among what is: it was deleted elsewhere. */
async function dropGone(copies: Copies, now: ChatState['conversations'], older: string | null): Promise<void> {
  const before = await copies.findList()
  const oldest =
    older === null ? '' : Object.values(now).reduce((at, one) => (one.updated_at < at ? one.updated_at : at), '~')
  for (const { id, updated_at } of before?.conversations ?? []) {
    if (!now[id] && updated_at > oldest) await copies.drop(id)
  }
}

/** Undefined while something of it is under way: the copy of before is better than half a reply. */
function copyOf({ conversations, paths, messages }: ChatState, id: string, userId: string): Copy | undefined {
  const conversation = conversations[id]
  const path = paths[id]
  if (!conversation || path?.status !== 'ready') return undefined
  const items = path.ids.flatMap(each => messages[each] ?? [])
  const isSettled = (row: Message) => row.rev > 0 && isEnd(row.status)
  if (conversation.rev === 0 || items.length === 0 || !items.every(isSettled)) return undefined
  return { id, user_id: userId, at: Date.now(), conversation, items, older: path.older }
}

/** Shows what there is of the list and of the open conversation, each once. */
function createReader({ getState, dispatch }: Store, copies: Copies, storage: Storage) {
  const asked = new Set<string>()
  /** True the first time, and where copies are somebody's who may see them. */
  const first = (what: string) => storage.getItem(OWNER) !== null && !asked.has(what) && Boolean(asked.add(what))

  async function showList(): Promise<void> {
    const list = await copies.findList()
    if (!list || list.user.id !== storage.getItem(OWNER) || getState().user) return
    dispatch({ type: 'kept list', conversations: list.conversations })
    dispatch({ type: 'user', user: list.user })
  }
  async function showPath(id: string): Promise<void> {
    const copy = await copies.find(id)
    if (!copy || copy.user_id !== getState().user?.id || getState().connection === 'live') return
    dispatch({ type: 'kept path', conversation: copy.conversation, items: copy.items, older: copy.older })
  }

  return async ({ open, user, connection, paths }: ChatState): Promise<void> => {
    const path = open === null ? undefined : paths[open]
    const isAway = connection === 'waiting' || connection === 'doubtful' || path?.failure?.code === 'offline'
    if (!isAway) return
    if (!user && first('list')) await showList()
    else if (user && open !== null && (path?.status === 'loading' || path?.status === 'failed') && first(open))
      await showPath(open)
  }
}
