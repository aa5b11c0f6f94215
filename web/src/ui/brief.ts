import { useSyncExternalStore } from 'react'

/** Something that was done, for a moment, and how to undo it. */
export type Brief = { text: string; undo?: () => void }

let shown: Brief | null = null
const listeners = new Set<() => void>()

export function showBrief(brief: Brief | null): void {
  shown = brief
  for (const listener of listeners) listener()
}

export function useBrief(): Brief | null {
  return useSyncExternalStore(subscribe, () => shown)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
