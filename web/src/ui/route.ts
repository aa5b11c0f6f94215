import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
const tell = () => listeners.forEach(listener => listener())

/** The conversation that the address names; null on the page for a new one. */
export function routeOf(path: string): string | null {
  return /^\/c\/([0-9a-f-]{36})\/?$/i.exec(path)?.[1]?.toLowerCase() ?? null
}

export const pathTo = (id: string | null) => (id === null ? '/' : `/c/${id}`)

export function go(id: string | null): void {
  if (location.pathname === pathTo(id)) return
  history.pushState(null, '', pathTo(id))
  tell()
}

export function useRoute(): string | null {
  return useSyncExternalStore(subscribe, () => routeOf(location.pathname))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}
