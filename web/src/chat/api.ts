import type { Conversation, Exchange, Feedback, Message, Model, Page } from '@folio/protocol'
import { notReached, refused } from './failure.ts'
import type { Session } from './session.ts'

export type SendBody = { id: string; reply_id: string; content: string; model?: string }
export type ConversationChange = {
  title?: string
  head_message_id?: string
  pinned?: boolean
  archived?: boolean
  model?: string | null
  system_prompt?: string | null
}

export type Api = ReturnType<typeof createApi>
/** A call with the caller's credentials; its answer is 2xx. */
export type Call = (path: string, init?: RequestInit) => Promise<Response>

const WAIT_MS = 20_000

/** Signs each call; a token that was refused is renewed once, then the refusal stands. */
export function createCall(session: Session, fetch: typeof globalThis.fetch, base = ''): Call {
  async function once(path: string, init: RequestInit): Promise<{ answer: Response; token: string }> {
    const token = await session.token()
    const headers = new Headers(init.headers)
    headers.set('Authorization', `Bearer ${token}`)
    const answer = await fetch(base + path, { ...init, headers }).catch((error: unknown) => {
      throw notReached(error)
    })
    return { answer, token }
  }

  return async (path, init = {}) => {
    const first = await once(path, init)
    if (first.answer.status === 401) session.refused(first.token)
    const { answer } = first.answer.status === 401 ? await once(path, init) : first
    if (!answer.ok) throw await refused(answer)
    return answer
  }
}

/** Sends and reads JSON; `T` is what the server says it answers with. */
export function createAsk(call: Call) {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const init: RequestInit = { method, signal: AbortSignal.timeout(WAIT_MS) }
    if (body) {
      init.body = JSON.stringify(body)
      init.headers = { 'Content-Type': 'application/json' }
    }
    const answer = await call(path, init)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
}

/** Leaves out what is not given. */
export const query = (parts: Record<string, string | number | undefined>) =>
  new URLSearchParams(Object.entries(parts).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])))

/** The server's calls that the page needs, by name. Each throws `CallFailed`. */
export function createApi(call: Call) {
  const ask = createAsk(call)

  return {
    listModels: () => ask<{ items: Model[] }>('GET', '/api/models'),
    listConversations: (cursor?: string) =>
      ask<Page<Conversation>>('GET', `/api/conversations?${query({ limit: 30, cursor })}`),
    getConversation: (id: string) => ask<Conversation>('GET', `/api/conversations/${id}`),
    createConversation: (given: { id: string; model?: string; system_prompt?: string }) =>
      ask<Conversation>('POST', '/api/conversations', given),
    changeConversation: (id: string, change: ConversationChange) =>
      ask<Conversation>('PATCH', `/api/conversations/${id}`, change),
    deleteConversation: (id: string) => ask<void>('DELETE', `/api/conversations/${id}`),
    listMessages: (id: string, before?: string, limit = 50) =>
      ask<Page<Message>>('GET', `/api/conversations/${id}/messages?${query({ limit, before })}`),
    send: (conversation: string, body: SendBody) =>
      ask<Exchange>('POST', `/api/conversations/${conversation}/messages`, body),
    getMessage: (id: string) => ask<Message>('GET', `/api/messages/${id}`),
    edit: (id: string, body: SendBody) => ask<Exchange>('POST', `/api/messages/${id}/edit`, body),
    rate: (id: string, feedback: Feedback | null) =>
      ask<void>(feedback ? 'PUT' : 'DELETE', `/api/messages/${id}/feedback`, feedback ?? undefined),
    regenerate: (id: string, reply_id: string) => ask<Exchange>('POST', `/api/messages/${id}/regenerate`, { reply_id }),
    continueReply: (id: string) => ask<unknown>('POST', `/api/messages/${id}/continue`),
    stop: (id: string) => ask<unknown>('POST', `/api/messages/${id}/stop`),
  }
}
