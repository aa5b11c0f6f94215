import { setTimeout as sleep } from 'node:timers/promises'

type Found = { passages: { source_id: string }[]; reason: string | null }

/** A member with a bot of their own, who hands it documents and asks for passages: all of it through the API. */
export type Reader = Awaited<ReturnType<typeof enter>>

const WAIT_MS = 250

export async function enter(base: string) {
  const account = { email: `reader-${Date.now()}@example.org`, password: 'correct horse battery staple' }
  let token = ''
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const authorization = token === '' ? {} : { authorization: `Bearer ${token}` }
    const headers = { ...authorization, 'content-type': 'application/json' }
    const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const signIn = async (path: string) => {
    token = ''
    token = (await ask<{ access_token: string }>('POST', path, account)).access_token
  }
  await signIn('/auth/register')
  const { id: botId } = await ask<{ id: string }>('POST', '/api/bots', { name: 'What is measured' })

  /** All pages of a list, one after the other. */
  async function* listed<T>(path: string): AsyncGenerator<T> {
    let cursor: string | null = ''
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page: { items: T[]; next_cursor: string | null } = await ask('GET', `${path}limit=100${more}`)
      yield* page.items
      cursor = page.next_cursor
    }
  }

  return {
    /** Answers the source that is made of it. */
    async queue(title: string, text: string): Promise<string> {
      const source = { type: 'text', text, ...(title !== '' && { title: title.slice(0, 200) }) }
      return (await ask<{ source_id: string }>('POST', '/api/training/queue', { bot_id: botId, source })).source_id
    },
    /** Resolves when every job has ended; rejects where one has failed. Answers the number of passages there are. */
    async learnt(): Promise<number> {
      const waits = async () => {
        const { items } = await ask<{ items: { status: string }[] }>('GET', '/api/training/jobs?limit=100')
        return items.some(({ status }) => status === 'queued' || status === 'running')
      }
      while (await waits()) await sleep(WAIT_MS)
      await signIn('/auth/login')
      let passages = 0
      for await (const source of listed<{ status: string; passages: number }>(`/api/sources?bot_id=${botId}&`)) {
        if (source.status !== 'ready') throw new Error(`a source is ${source.status}`)
        passages += source.passages
      }
      return passages
    },
    find: (query: string, k?: number) =>
      ask<Found>('POST', '/api/retrieve', { bot_id: botId, query: query.slice(0, 10_000), ...(k && { k }) }),
  }
}
