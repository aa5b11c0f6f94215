import { reduce } from './reduce.ts'
import { EMPTY, type Action, type ChatState } from './state.ts'

export type Store = {
  getState(): ChatState
  dispatch(action: Action): void
  /** Called after every change but those of streaming text. */
  subscribe(listener: () => void): () => void
  /** Called when the text of one reply has grown. */
  watch(replyId: string, listener: () => void): () => void
}

/** Holds what the page knows. A streaming token reaches only those who watch its reply. */
export function createStore(initial: ChatState = EMPTY): Store {
  let state = initial
  const listeners = new Set<() => void>()
  const watchers = new Map<string, Set<() => void>>()

  function tell(before: ChatState): void {
    if (state.views !== before.views) {
      for (const [id, watching] of watchers) {
        if (state.views[id] !== before.views[id]) for (const listener of watching) listener()
      }
    }
    if (differs(before, state)) for (const listener of listeners) listener()
  }

  return {
    getState: () => state,
    dispatch(action) {
      const before = state
      state = reduce(before, action)
      if (state !== before) tell(before)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    watch(replyId, listener) {
      const watching = watchers.get(replyId) ?? new Set()
      watchers.set(replyId, watching.add(listener))
      return () => {
        watching.delete(listener)
        if (watching.size === 0) watchers.delete(replyId)
      }
    },
  }
}

const FIELDS = (Object.keys(EMPTY) as (keyof ChatState)[]).filter(field => field !== 'views')

function differs(a: ChatState, b: ChatState): boolean {
  return FIELDS.some(field => a[field] !== b[field])
}
