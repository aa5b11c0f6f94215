import { expect, test } from 'vitest'
import { type Exchange, type Message } from '@folio/protocol'
import { replyText } from '../../bench/model/token.ts'
import { followSse } from './world/follower.ts'
import { textOf } from './world/http.ts'
import { WAYS } from './world/person.ts'
import { inEveryWorld } from './world/world.ts'

const TEXT = replyText(60)
const MODEL = 'ttft-50.tokens-60.rate-200'

inEveryWorld(world => {
  test.each(WAYS)('by %s a reply is what the model said, while it is written and afterwards', async way => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: MODEL })
    expect(await ana.read(reply, way)).toBe(TEXT)
    expect(await ana.read(reply, way)).toBe(TEXT)
    expect(await ana.row(reply)).toMatchObject({
      content: TEXT,
      status: 'complete',
      length: TEXT.length,
      finish_reason: 'stop',
    })
  })

  test('whoever accepts JSON is told of the message and of the reply that comes', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    const { status, json } = await ana.post<Exchange>(`/api/conversations/${conversationId}/messages`, {
      content: ' hello ',
      model: MODEL,
    })
    expect(status).toBe(202)
    expect(json).toMatchObject({
      message: { role: 'user', content: 'hello', status: 'complete', conversation_id: conversationId, parent_id: null },
      reply: { role: 'assistant', content: '', parent_id: json.message.id, model: MODEL, epoch: 1, error: null },
    })
    expect(['queued', 'streaming']).toContain(json.reply.status)
    expect((await ana.ended(json.reply)).content).toBe(TEXT)
  })

  test('whoever accepts events is sent the reply in order, and its row has ended before they hear of the end', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    const headers = { accept: 'text/event-stream' }
    const body = { content: 'hello', model: MODEL }
    const follower = followSse(
      await ana.stream('POST', `/api/conversations/${conversationId}/messages`, { headers, body }),
    )
    const { message_id: id, ...end } = await follower.first('message_complete')
    const row = (await ana.get<Message>(`/api/messages/${id}`)).json
    expect(await follower.over).toBe('whole')
    expect(row).toMatchObject({ status: 'complete', content: TEXT })
    expect(end).toMatchObject({
      status: 'complete',
      length: TEXT.length,
      token_count: row.token_count,
      finish_reason: 'stop',
      citations: [],
      error: null,
    })
    expect(follower.text).toBe(TEXT)
    const types = follower.frames.map(({ type }) => type)
    expect([...new Set(types)]).toEqual(['connected', 'message', 'chunk', 'message_complete'])
    expect(types.filter(type => type === 'chunk').length).toBeGreaterThan(5)
    expect(follower.frames[0]).toMatchObject({ session_id: conversationId })
    expect(follower.frames[1]).toMatchObject({ message: { content: 'hello' }, reply: { id } })
  })

  test('whoever accepts plain text is sent the text in pieces, and is told whose it is', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    const headers = { accept: 'text/plain' }
    const answer = await ana.stream('POST', `/api/conversations/${conversationId}/messages`, {
      headers,
      body: { content: 'hello', model: MODEL },
    })
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.headers['x-reply-address']).toBe('1.0')
    const pieces: string[] = []
    for await (const piece of answer.pieces) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('')).toBe(TEXT)
    expect((await ana.row({ id: String(answer.headers['x-message-id']) })).content).toBe(TEXT)
  })

  test('many readers of one reply are all given the same, whenever they come', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-200.rate-400' })
    const early = Array.from({ length: 8 }, (_, n) => ana.read(reply, WAYS[n % 3] ?? 'sse'))
    const watcher = await ana.follow(reply)
    await watcher.until(() => watcher.text.length > 400)
    const late = Array.from({ length: 8 }, (_, n) => ana.read(reply, WAYS[n % 3] ?? 'sse'))
    expect(new Set(await Promise.all([...early, ...late]))).toEqual(new Set([replyText(200)]))
  })

  test('a model that cannot be had in UTF-8 is readable all the same, and equal for all', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'bad-utf8-3.tokens-6' })
    const texts = await Promise.all(WAYS.map(way => ana.read(reply, way)))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('bad: \ufffd\ufffd(')
  })

  test('the text of a reply is not to be kept by anybody on its way', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-3' })
    for (const path of ['events', 'text']) {
      const answer = await ana.stream('GET', `/api/messages/${reply.id}/${path}`)
      expect(answer.headers['cache-control']).toBe('no-store, no-transform')
      expect(answer.headers['x-accel-buffering']).toBe('no')
      await textOf(answer.pieces)
    }
  })
})
