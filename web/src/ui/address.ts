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

const ID = '([0-9a-f-]{36})'

/** The conversation that the address names; null on the page for a new one. */
export function routeOf(path: string): string | null {
  return find(`/c/${ID}`, path)
}

/** The message that the end of an address names. */
export function messageOf(hash: string): string | null {
  return find(`#${ID}`, hash)
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

export const pathTo = (id: string | null) => (id === null ? '/' : `/c/${id}`)

/** The same, with one message of it in sight. */
export const pathToMessage = (id: string, messageId: string) => `${pathTo(id)}#${messageId}`

function find(pattern: string, text: string | null): string | null {
  return new RegExp(`^${pattern}/?$`, 'i').exec(text ?? '')?.[1]?.toLowerCase() ?? null
}
