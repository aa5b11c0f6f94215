/** How one chat is started on a server that is measured. */
export type Target = {
  /** What one of so many virtual users needs before it can chat. */
  enter(users: number): Promise<Visitor>
}

export type Visitor = {
  base: string
  path(): string
  headers: Record<string, string>
  body(model: string): string
}

const QUESTION = 'What is the capital of France, and why?'
const JSON_TYPE = { 'content-type': 'application/json' }

export function rawTarget(base: string): Target {
  const messages = [{ role: 'user', content: QUESTION }]
  const visitor = {
    base,
    path: () => '/v1/chat/completions',
    headers: JSON_TYPE,
    body: (model: string) => JSON.stringify({ model, stream: true, messages }),
  }
  return { enter: () => Promise.resolve(visitor) }
}

const CONVERSATIONS = 200

/**
 * Visitors come to the servers in turn. Each is a guest with conversations of its own, used in turn; each message is a new beginning, so that no
 * history grows longer. All of them together have 200 at least: the beginnings of one are listed with each new one.
 */
export function folioTarget(bases: readonly string[]): Target {
  let visitors = 0
  return {
    async enter(users) {
      const base = bases[visitors++ % bases.length] ?? ''
      const { access_token: token } = await post<{ access_token: string }>(`${base}/auth/guest`, {})
      const authorization = { authorization: `Bearer ${token}` }
      const ids: string[] = []
      while (ids.length < CONVERSATIONS / users) {
        ids.push((await post<{ id: string }>(`${base}/api/conversations`, authorization)).id)
      }
      let turn = 0
      return {
        base,
        path: () => `/api/conversations/${ids[turn++ % ids.length]}/messages`,
        headers: { ...JSON_TYPE, ...authorization, accept: 'text/event-stream' },
        body: model => JSON.stringify({ content: QUESTION, model, parent_id: null }),
      }
    },
  }
}

async function post<T>(url: string, headers: Record<string, string>): Promise<T> {
  const response = await fetch(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: '{}' })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return response.json() as Promise<T>
}
