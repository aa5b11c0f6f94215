/** How one chat is started on a server that is measured. */
export type Target = {
  name: string
  base: string
  /** What one of so many virtual users needs before it can chat. */
  enter(users: number): Promise<Visitor>
}

export type Visitor = { path(): string; headers: Record<string, string>; body(model: string): string }

const QUESTION = 'What is the capital of France, and why?'
const JSON_TYPE = { 'content-type': 'application/json' }

export function rawTarget(base: string): Target {
  const messages = [{ role: 'user', content: QUESTION }]
  const visitor = {
    path: () => '/v1/chat/completions',
    headers: JSON_TYPE,
    body: (model: string) => JSON.stringify({ model, stream: true, messages }),
  }
  return { name: 'raw', base, enter: () => Promise.resolve(visitor) }
}

const CONVERSATIONS = 200

/**
 * Each visitor is a guest with conversations of its own, used in turn; each message is a new beginning, so that no
 * history grows longer. All of them together have 200 at least: the beginnings of one are listed with each new one.
 */
export function folioTarget(base: string): Target {
  return {
    name: 'folio',
    base,
    async enter(users) {
      const { access_token: token } = await post<{ access_token: string }>(`${base}/auth/guest`, {})
      const authorization = { authorization: `Bearer ${token}` }
      const ids: string[] = []
      while (ids.length < CONVERSATIONS / users) {
        ids.push((await post<{ id: string }>(`${base}/api/conversations`, authorization)).id)
      }
      let turn = 0
      return {
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
