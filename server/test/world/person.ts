import type { Bot, Conversation, Exchange, FileResource, Message, Session } from '@folio/protocol'
import { newId } from '../../src/lib/id.ts'
import { followSse, type Follower } from './follower.ts'
import { formOf } from './form.ts'
import { ask, call, textOf, type Answer, type Asking, type Whole } from './http.ts'
import { openSocket, type Socket } from './socket.ts'

export type Reply = { id: string; messageId: string; conversationId: string }
export type Way = 'sse' | 'text' | 'websocket' | 'json'
export const WAYS: readonly Way[] = ['sse', 'text', 'websocket', 'json']

export type Said = { conversationId?: string; model?: string; id?: string; replyId?: string; parentId?: string | null }

export type Person = ReturnType<typeof createPerson>

/** Somebody at a device of theirs. `credentials`: headers that go with every request. */
export function createPerson(base: string, session: Session, cookie: string) {
  const { access_token: token, user } = session
  const credentials = { authorization: `Bearer ${token}` }
  let usual: Promise<string> | undefined

  const asked = <T = Record<string, unknown>>(
    method: string,
    path: string,
    { headers, body }: Asking = {},
  ): Promise<Whole<T>> => ask<T>(base, method, path, { headers: { ...credentials, ...headers }, body })
  const stream = (method: string, path: string, { headers, body }: Asking = {}): Promise<Answer> =>
    call(base, method, path, { headers: { ...credentials, ...headers }, body })
  const socket = (): Promise<Socket> => openSocket(base, { token })

  const conversation = async (given: object = {}): Promise<string> => {
    const made = await asked<Conversation>('POST', '/api/conversations', { body: given })
    return expectStatus(made, 201).id
  }
  const bot = async (given: object): Promise<string> =>
    expectStatus(await asked<Bot>('POST', '/api/bots', { body: given }), 201).id
  const follow = async (reply: Pick<Reply, 'id'>, after?: string): Promise<Follower> => {
    const headers = { accept: 'text/event-stream', ...(after === undefined ? {} : { 'last-event-id': after }) }
    return followSse(await stream('GET', `/api/messages/${reply.id}/events`, { headers }), after)
  }
  const row = async ({ id }: Pick<Reply, 'id'>): Promise<Message> =>
    expectStatus(await asked<Message>('GET', `/api/messages/${id}`), 200)
  const ended = async (reply: Pick<Reply, 'id'>): Promise<Message> => {
    const follower = await follow(reply)
    const how = await follower.over
    if (how === 'broken') throw new Error('the stream broke before the reply had ended')
    return row(reply)
  }

  return {
    base,
    id: user.id,
    user,
    token,
    credentials,
    /** The refresh cookie, as it is sent. */
    cookie,
    ask: asked,
    stream,
    socket,
    conversation,
    bot,
    follow,
    row,
    /** The row, once the reply has ended. */
    ended,
    get: <T = Record<string, unknown>>(path: string) => asked<T>('GET', path),
    post: <T = Record<string, unknown>>(path: string, body?: object) => asked<T>('POST', path, { body }),
    patch: <T = Record<string, unknown>>(path: string, body: object) => asked<T>('PATCH', path, { body }),
    delete: (path: string) => asked('DELETE', path),

    /** Sends a file, for a source to be made of. */
    upload: async (name: string, bytes: Buffer | string, type?: string): Promise<FileResource> =>
      expectStatus(await asked<FileResource>('POST', '/api/files', formOf({ name, bytes, type })), 201),

    /** In the usual conversation, unless told otherwise. */
    async say(content: string, said: Said = {}): Promise<Reply> {
      const conversationId = said.conversationId ?? (await (usual ??= conversation()))
      const { id = newId(), replyId, parentId, model } = said
      const body = { id, reply_id: replyId, parent_id: parentId, content, model }
      const answer = await asked<Exchange>('POST', `/api/conversations/${conversationId}/messages`, { body })
      const { message, reply } = expectStatus(answer, 202)
      return { id: reply.id, messageId: message.id, conversationId }
    },

    /** The text behind an address, to its end. */
    async read(reply: Pick<Reply, 'id'>, way: Way, after?: string): Promise<string> {
      if (way === 'json') return (await ended(reply)).content
      if (way === 'text') {
        const query = after === undefined ? '' : `?after=${after}`
        return textOf((await stream('GET', `/api/messages/${reply.id}/text${query}`)).pieces)
      }
      const device = way === 'websocket' ? await socket() : undefined
      const follower = device ? device.follow(reply.id, after) : await follow(reply, after)
      const how = await follower.over
      device?.close()
      if (how === 'broken') throw new Error('the stream broke before the reply had ended')
      return follower.text
    },
  }
}

/** The body of an answer that has the status that was expected. */
export function expectStatus<T>({ status, json, text }: Whole<T>, expected: number): T {
  if (status !== expected) throw new Error(`answered ${status} where ${expected} was expected: ${text.slice(0, 300)}`)
  return json
}
