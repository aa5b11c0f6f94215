import { useMemo, useSyncExternalStore } from 'react'
import { messageOf, pathTo, readRoute, type Route } from './address.ts'

const listeners = new Set<() => void>()
let moved = false
const tell = () => {
  moved = true
  // What opens over a conversation and closes again asks for no message anew.
  const { pathname, search, hash } = location
  if (pathname !== seen.pathname || (search === seen.search && hash !== seen.hash)) aim = readAim()
  seen = { pathname, search, hash }
  listeners.forEach(listener => listener())
}

/** The message that is to be brought into sight: another object each time that it is asked for. */
export type Aim = { id: string }
let aim = readAim()
let seen = { pathname: location.pathname, search: location.search, hash: location.hash }

function readAim(): Aim | null {
  const id = messageOf(location.hash)
  return id === null ? null : { id }
}

export const useAim = (): Aim | null => useSyncExternalStore(subscribe, () => aim)

export const go = (id: string | null): void => goTo(pathTo(id))

/** `state` is what the browser keeps with the address. */
export function goTo(path: string, state: object | null = null): void {
  const isHere = address() + location.hash === path
  if (isHere ? !location.hash : address() === path) return
  if (!isHere) history.pushState(state, '', path)
  else aim = readAim()
  tell()
}

/** Another address for what is in sight. */
export function renameTo(path: string): void {
  history.replaceState(null, '', path)
  tell()
}

/** True where the page in sight was come to from another one, not by loading it. */
export const hasMoved = () => moved

export function useRoute(): Route {
  const at = useSyncExternalStore(subscribe, address)
  return useMemo(() => {
    const { pathname, search } = new URL(at, location.origin)
    return readRoute(pathname, search)
  }, [at])
}

/** What the address asks for besides. */
export function useParam(name: string): string | null {
  return useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name))
}

const address = () => location.pathname + location.search

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', tell)
  }
}
