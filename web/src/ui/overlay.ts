import type { Conversation } from '@folio/protocol'
import { useSyncExternalStore } from 'react'
import type { Asked } from './conversation/MenuItems.tsx'

/** What is open over the page, whichever page it is. */
export type Overlay = 'search' | 'keys' | { asked: Asked; conversation: Conversation }

let open: Overlay | null = null
const listeners = new Set<() => void>()

export function openOverlay(overlay: Overlay | null): void {
  open = overlay
  for (const listener of listeners) listener()
}

export const overlayNow = () => open

/** A dialog tells that it has closed when another one may be open already: `which` is closed, and no other. */
export function closeOverlay(which: Overlay | null = open): void {
  if (open === which) openOverlay(null)
}

export function useOverlay(): Overlay | null {
  return useSyncExternalStore(subscribe, overlayNow)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
