import type { Bot, Citation, Conversation, Job, Message } from '@folio/protocol'
import { setTimeout as sleep } from 'node:timers/promises'
import { PATIENCE_MS, type Page } from './page.ts'

/** What somebody does past the page, with the page's own credentials. */
export type Librarian = Awaited<ReturnType<typeof librarianOf>>

export async function librarianOf(page: Page) {
  const request = page.tab.waitForRequest(asked => 'authorization' in asked.headers())
  await page.reload()
  const { authorization = '' } = (await request).headers()
  const { origin } = new URL(page.tab.url())

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const isForm = body instanceof FormData
    const answer = await fetch(origin + path, {
      method,
      headers: { authorization, ...(isForm ? {} : { 'content-type': 'application/json' }) },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }

  async function learn(source: object, to: { bot_id?: string; source_id?: string } = {}): Promise<string> {
    const queued = await call<{ job_id: string; source_id: string }>('POST', '/api/training/queue', { ...to, source })
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const { status, error } = await call<Job>('GET', `/api/training/jobs/${queued.job_id}`)
      if (status === 'succeeded') return queued.source_id
      if (status === 'failed' || performance.now() > end) throw new Error(`${status}: ${error?.message ?? ''}`)
      await sleep(50)
    }
  }
  const teach = (title: string, text: string, to?: { bot_id?: string; source_id?: string }) =>
    learn({ type: 'text', title, text }, to)

  return {
    /** Hands a text over and waits until it has been read. Answers the source's id. */
    teach,
    /** The same with a file. */
    async teachFile(name: string, content: string): Promise<string> {
      const form = new FormData()
      form.append('file', new Blob([content]), name)
      const { file_id } = await call<{ file_id: string }>('POST', '/api/files', form)
      return learn({ type: 'file', file_id })
    },
    citationsOf: async (messageId: string | null): Promise<Citation[]> =>
      (await call<Message>('GET', `/api/messages/${messageId}`)).citations,
    feedbackOf: async (messageId: string | null): Promise<Message['feedback']> =>
      (await call<Message>('GET', `/api/messages/${messageId}`)).feedback,
    removeSource: (id: string) => call('DELETE', `/api/training/delete/${id}`),
    /** A conversation with a bot that refuses what its documents do not say. */
    async conversationWithBot(refusalText: string, about: string): Promise<string> {
      const bot = await call<Bot>('POST', '/api/bots', { name: 'Strict', refusal_text: refusalText })
      await teach('About', about, { bot_id: bot.id })
      return (await call<Conversation>('POST', '/api/conversations', { bot_id: bot.id })).id
    },
  }
}
