import { EMPTY_LIBRARY, type LibraryAction, type LibraryState } from './library-state.ts'
import { reduceLibrary } from './reduce-library.ts'

export type LibraryStore = ReturnType<typeof createLibraryStore>

export function createLibraryStore() {
  let state: LibraryState = EMPTY_LIBRARY
  const listeners = new Set<() => void>()
  return {
    getState: () => state,
    dispatch(action: LibraryAction) {
      const before = state
      state = reduceLibrary(before, action)
      if (state !== before) for (const listener of listeners) listener()
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
