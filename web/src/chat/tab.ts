import type { Drafts } from './drafts.ts'
import { isSameOf, notePerson, readPerson } from './person.ts'
import type { Outgoing } from './state.ts'
import type { Store } from './store.ts'

type Options = {
  store: Store
  drafts: Drafts
  restore: (outgoing: Outgoing) => void
  check: () => void
}

/** Keeps the store and what all tabs share of it in step, and knows whether this one is looked at. */
export function watchTab({ store, drafts, restore, check }: Options): void {
  const { getState, dispatch, subscribe } = store
  let { seen, user } = getState()

  subscribe(() => {
    const before = { seen, user }
    // First of all: what follows changes the state again, and is told of it in here.
    ;({ seen, user } = getState())
    if (seen !== before.seen) drafts.putSeen(changes(before.seen, seen))
    if (!user || user.id === before.user?.id) return
    const person = readPerson(localStorage)
    const earlier = before.user?.id ?? person?.id ?? user.id
    // Somebody else is calling now: nothing of the one before may stay in sight, but what came along.
    if (earlier !== user.id) return isSameOf(person, user.id, earlier) ? join(drafts) : leave()
    if (!person) notePerson(localStorage, { id: user.id, was: null })
    const theirs = new Set([user.id, '', person?.was])
    for (const outgoing of drafts.listOutgoing()) {
      // What was written before anybody was signed in is for whoever is first.
      if (theirs.has(outgoing.user_id) && !getState().outgoing[outgoing.id]) restore(outgoing)
    }
  })

  for (const conversationId of drafts.list()) dispatch({ type: 'draft', conversationId, present: true })

  window.addEventListener('storage', ({ key, newValue }) => {
    const conversationId = drafts.named(key)
    if (conversationId !== undefined) dispatch({ type: 'draft', conversationId, present: newValue !== null })
    if (drafts.isSeen(key)) {
      seen = drafts.getSeen()
      dispatch({ type: 'seen', seen })
    }
  })

  const look = () => {
    dispatch({ type: 'visible', visible: document.visibilityState === 'visible' })
    if (document.visibilityState === 'visible') check()
  }
  document.addEventListener('visibilitychange', look)
  // A page that the browser has put aside may be somebody's who has signed out since.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && readPerson(localStorage)?.id !== user?.id) location.reload()
  })
  // None of these is believed; each is a reason to ask the server.
  for (const hint of ['online', 'offline', 'pageshow']) window.addEventListener(hint, check)
  look()
}

/** What the person said elsewhere was read there: here it counts as it does on a first visit. */
function join(drafts: Drafts): void {
  drafts.dropSeen()
  location.reload()
}

/** Nothing stays in sight until the next page has come. */
function leave(): void {
  document.body.replaceChildren()
  // Where that cannot be fetched, the next page finds what is left here of somebody else, and tries again.
  import('./forget-person.ts').then(
    ({ startAfresh }) => startAfresh(),
    () => location.replace('/'),
  )
}

function changes(before: Record<string, string>, after: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(after).filter(([id, mark]) => before[id] !== mark))
}
