import type { JobEvent, User } from '@folio/protocol'
import { createApi, createCall } from './api.ts'
import type { Clock } from './connection.ts'
import { createDrafts } from './drafts.ts'
import type { Failure } from './failure.ts'
import { createLive } from './live.ts'
import { createLoad, untilDone } from './load.ts'
import { createOutbox } from './outbox.ts'
import { createRate } from './rate.ts'
import { createReplies } from './replies.ts'
import { createSend } from './send.ts'
import { aloneAmongTabs, createSession } from './session.ts'
import { createStore, type Store } from './store.ts'
import { watchTab } from './tab.ts'

export type Chat = ReturnType<typeof createChat>

const clock: Clock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

/** Everything behind the page, put together: `base` is the server's origin, '' for the page's own. */
export function createChat(base = '') {
  const store = createStore()
  const { getState, dispatch } = store
  const drafts = createDrafts(localStorage)
  const fetch = globalThis.fetch.bind(globalThis)
  const onUser = (user: User) => dispatch({ type: 'user', user })
  const session = createSession({ base, fetch, now: clock.now, alone: aloneAmongTabs, onUser })
  const call = createCall(session, fetch, base)
  const api = createApi(call)
  const load = createLoad(api, store)
  const outbox = createOutbox({
    api,
    getState,
    dispatch,
    clock,
    keep: drafts.putOutgoing,
    drop: drafts.dropOutgoing,
    onOffline: () => live.check(),
  })
  const jobListeners = new Set<(event: JobEvent) => void>()
  const onJob = (event: JobEvent) => jobListeners.forEach(listener => listener(event))
  const live = createLive({ store, session, call, load, clock, base, onRoom: outbox.wake, onJob })

  return {
    ...store,
    drafts,
    load,
    /** Brings a message among those that can be shown; answers why it is not there. */
    async show(id: string, messageId: string): Promise<Failure | undefined> {
      const { createShow } = await import('./show.ts')
      return createShow(api, load, store)(id, messageId)
    },
    replies: createReplies(api, load, store),
    rate: createRate(api, store),
    send: createSend({ api, store, outbox, drafts }),
    start() {
      dispatch({ type: 'seen', seen: drafts.getSeen() })
      dispatch({ type: 'fresh', fresh: drafts.getFresh() })
      watchTab({ store, drafts, restore: outbox.restore, check: live.check })
      live.start()
      keepCopiesLater(store)
      void untilDone(() => load.conversations())
      void untilDone(load.models)
    },
    open(id: string | null) {
      dispatch({ type: 'open', id })
      if (id !== null) void load.path(id)
    },
    check: live.check,
    /** For what is fetched only when somebody goes there, and reaches the server by itself. */
    way: {
      base,
      session,
      call,
      clock,
      onJob: (listener: (event: JobEvent) => void) => void jobListeners.add(listener),
    },
  }
}

/** Not in the way of the first answer: copies are shown when the server is away, and made when nothing else is. */
const COPIES_AFTER_MS = 1_500

function keepCopiesLater(store: Store): void {
  const cancel = clock.after(COPIES_AFTER_MS, begin)
  const leave = store.subscribe(() => {
    if (store.getState().connection === 'waiting') begin()
  })
  function begin(): void {
    cancel()
    leave()
    import('./keep-copies.ts').then(
      ({ keepCopies }) => keepCopies({ store, storage: localStorage, clock }),
      () => {},
    )
  }
}
