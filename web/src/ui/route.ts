import { useMemo, useSyncExternalStore } from 'react'

/** What an address shows. `id` null: a conversation, or a bot, that is only being begun. */
export type Route =
  | { page: 'conversation'; id: string | null }
  | { page: 'library'; botId: string | null }
  | { page: 'bots' }
  | { page: 'bot'; id: string | null }
  | { page: 'source'; id: string }
  | { page: 'settings' }
  | { page: 'archive' }
  /** There is nothing. */
  | { page: 'unknown' }

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
const ID = '([0-9a-f-]{36})'

/** The message that is to be brought into sight: another object each time that it is asked for. */
export type Aim = { id: string }
let aim = readAim()
let seen = { pathname: location.pathname, search: location.search, hash: location.hash }

function readAim(): Aim | null {
  const id = find(`#${ID}`, location.hash)
  return id === null ? null : { id }
}

export const useAim = (): Aim | null => useSyncExternalStore(subscribe, () => aim)

/** The conversation that the address names; null on the page for a new one. */
export function routeOf(path: string): string | null {
  return find(`/c/${ID}`, path)
}

export function readRoute(path: string, search: string): Route {
  if (/^\/library\/?$/.test(path)) return { page: 'library', botId: find(ID, new URLSearchParams(search).get('bot')) }
  if (/^\/bots\/?$/.test(path)) return { page: 'bots' }
  const bot = find(`/bots/${ID}`, path)
  if (bot !== null || /^\/bots\/new\/?$/.test(path)) return { page: 'bot', id: bot }
  const source = find(`/sources/${ID}`, path)
  if (source !== null) return { page: 'source', id: source }
  if (/^\/settings\/?$/.test(path)) return { page: 'settings' }
  if (/^\/archive\/?$/.test(path)) return { page: 'archive' }
  const id = routeOf(path)
  return id !== null || path === '/' ? { page: 'conversation', id } : { page: 'unknown' }
}

function find(pattern: string, text: string | null): string | null {
  return new RegExp(`^${pattern}/?$`, 'i').exec(text ?? '')?.[1]?.toLowerCase() ?? null
}

export const pathTo = (id: string | null) => (id === null ? '/' : `/c/${id}`)

/** The same, with one message of it in sight. */
export const pathToMessage = (id: string, messageId: string) => `${pathTo(id)}#${messageId}`

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
