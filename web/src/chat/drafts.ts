import { EMPTY, type Fresh, type Outgoing } from './state.ts'

/** Where text waits that the server does not have yet: it outlives a reload and is shared by all tabs. */
export type Drafts = ReturnType<typeof createDrafts>

const DRAFT = 'folio.draft.'
const OUTGOING = 'folio.outgoing.'
const SEEN = 'folio.seen'
const FRESH = 'folio.fresh'
/** The draft of a conversation that does not exist yet. */
export const NEW = 'new'

export function createDrafts(storage: Storage) {
  return {
    get: (conversationId: string) => storage.getItem(DRAFT + conversationId) ?? '',
    put(conversationId: string, text: string) {
      if (text.trim() === '') storage.removeItem(DRAFT + conversationId)
      else attempt(() => storage.setItem(DRAFT + conversationId, text))
    },
    /** The conversations that have one. */
    list: () => keys(storage, DRAFT),
    /** The conversation whose draft a change of storage concerns. */
    named: (key: string | null) => (key?.startsWith(DRAFT) ? key.slice(DRAFT.length) : undefined),

    putOutgoing: (outgoing: Outgoing) =>
      attempt(() => storage.setItem(OUTGOING + outgoing.id, JSON.stringify(outgoing))),
    dropOutgoing: (id: string) => storage.removeItem(OUTGOING + id),
    listOutgoing: (): Outgoing[] =>
      keys(storage, OUTGOING)
        .sort()
        .flatMap(id => parse<Outgoing>(storage.getItem(OUTGOING + id)) ?? []),

    getFresh: () => parse<Fresh>(storage.getItem(FRESH)) ?? EMPTY.fresh,
    putFresh(fresh: Fresh) {
      if (fresh === EMPTY.fresh) storage.removeItem(FRESH)
      else attempt(() => storage.setItem(FRESH, JSON.stringify(fresh)))
    },

    isSeen: (key: string | null) => key === SEEN,
    getSeen: () => parse<Record<string, string>>(storage.getItem(SEEN)) ?? {},
    /** Adds to what other tabs have marked. */
    putSeen(changes: Record<string, string>) {
      attempt(() => storage.setItem(SEEN, JSON.stringify({ ...this.getSeen(), ...changes })))
    },
    dropSeen: () => storage.removeItem(SEEN),
  }
}

function keys(storage: Storage, prefix: string): string[] {
  return Object.keys(storage).flatMap(key => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))
}

/** A full or forbidden storage costs the copy, never the text on the page. */
function attempt(write: () => void): void {
  try {
    write()
  } catch {}
}

function parse<T>(text: string | null): T | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}
