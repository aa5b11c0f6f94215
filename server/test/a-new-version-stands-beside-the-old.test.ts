import type { Conversation, Exchange, Message } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import type { Person } from './world/person.ts'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('made again, a reply has a sibling, and neither changes the other', async () => {
    world.model.script([{ text: 'first' }], [{ text: 'second' }])
    const ana = await world.guest()
    const first = await ana.say('hello')
    const before = await ana.ended(first)
    const { status, json } = await ana.post<Exchange>(`/api/messages/${first.id}/regenerate`)
    expect(status).toBe(202)
    expect(json.message.id).toBe(first.messageId)
    const second = await ana.ended(json.reply)
    expect(second).toMatchObject({
      content: 'second',
      parent_id: first.messageId,
      sibling_ids: [first.id, json.reply.id],
    })
    expect(await ana.row(first)).toEqual({ ...before, sibling_ids: second.sibling_ids })
    expect(world.model.requests[1]?.messages).toEqual([{ role: 'user', content: 'hello' }])
    expect(await shown(ana, first.conversationId)).toEqual(['hello', 'second'])
  })

  test('with a reply_id it is made again once, however often it is asked for', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    await ana.ended(reply)
    const body = { reply_id: newId(), model: 'tokens-3' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ana.post<Exchange>(`/api/messages/${reply.id}/regenerate`, body)),
    )
    expect(new Set(answers.map(({ json }) => json.reply.id))).toEqual(new Set([body.reply_id]))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    const replays = answers.filter(({ status }) => status === 200)
    expect(replays).toHaveLength(9)
    for (const { headers } of replays) expect(headers['idempotent-replayed']).toBe('true')
    expect((await ana.ended(answers[0]?.json.reply ?? reply)).sibling_ids).toHaveLength(2)
    expect(world.model.calls()).toBe(2)
  })

  test('a reply_id that stands for something else is refused', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    const [mine, other] = [await ana.say('one', { model: 'tokens-2' }), await ana.say('two', { model: 'tokens-2' })]
    const theirs = await ben.say('three', { model: 'tokens-2' })
    await Promise.all([ana.ended(other), ben.ended(theirs)])
    for (const { reply_id, code } of [
      { reply_id: other.id, code: 'idempotency_mismatch' },
      { reply_id: theirs.id, code: 'id_taken' },
    ]) {
      const { status, json } = await ana.post(`/api/messages/${mine.id}/regenerate`, { reply_id })
      expect([status, json.code]).toEqual([422, code])
    }
    expect(world.model.calls()).toBe(3)
  })

  test('only a reply is made again, and only what a person said is edited', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    await ana.ended(reply)
    expect((await ana.post(`/api/messages/${reply.messageId}/regenerate`)).json.code).toBe('not_regenerable')
    expect((await ana.post(`/api/messages/${reply.id}/edit`, { content: 'no' })).json.code).toBe('not_editable')
  })

  test('edited, a message has a sibling with a reply of its own, and the old branch stays', async () => {
    world.model.script([{ text: 'one' }], [{ text: 'two' }], [{ text: 'three' }])
    const ana = await world.guest()
    const first = await ana.say('hello')
    await ana.ended(first)
    const second = await ana.say('how are you?')
    await ana.ended(second)
    const id = newId()
    const { status, json } = await ana.post<Exchange>(`/api/messages/${second.messageId}/edit`, {
      id,
      content: 'who are you?',
    })
    expect(status).toBe(202)
    expect(json.message).toMatchObject({
      id,
      content: 'who are you?',
      parent_id: first.id,
      sibling_ids: [second.messageId, id],
    })
    expect((await ana.ended(json.reply)).content).toBe('three')
    expect(world.model.requests.at(-1)?.messages.map(({ content }) => content)).toEqual([
      'hello',
      'one',
      'who are you?',
    ])
    expect(await shown(ana, first.conversationId)).toEqual(['hello', 'one', 'who are you?', 'three'])
    expect((await ana.row({ id: second.messageId })).content).toBe('how are you?')

    const head = { head_message_id: second.messageId }
    const { json: changed } = await ana.patch<Conversation>(`/api/conversations/${first.conversationId}`, head)
    expect(changed.head_message_id).toBe(second.id)
    expect(await shown(ana, first.conversationId)).toEqual(['hello', 'one', 'how are you?', 'two'])
  })

  test('an edit with the same id again is the same edit; with other words it is refused', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    await ana.ended(reply)
    const path = `/api/messages/${reply.messageId}/edit`
    const body = { id: newId(), content: 'hello again', model: 'tokens-3' }
    const [first, again] = [await ana.post<Exchange>(path, body), await ana.post<Exchange>(path, body)]
    expect([first.status, again.status]).toEqual([202, 200])
    expect(again.json.reply.id).toBe(first.json.reply.id)
    expect(again.headers['idempotent-replayed']).toBe('true')
    const other = await ana.post(path, { ...body, content: 'something else' })
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_mismatch'])
    await ana.ended(first.json.reply)
    expect(world.model.calls()).toBe(2)
  })

  test('the very first message can be edited too', async () => {
    const ana = await world.guest()
    const reply = await ana.say('helo', { model: 'tokens-2' })
    await ana.ended(reply)
    const { json } = await ana.post<Exchange>(`/api/messages/${reply.messageId}/edit`, {
      content: 'hello',
      model: 'tokens-2',
    })
    expect(json.message.parent_id).toBeNull()
    expect(json.message.sibling_ids).toHaveLength(2)
    await ana.ended(json.reply)
    expect(await shown(ana, reply.conversationId)).toHaveLength(2)
  })
})

/** What the conversation shows, oldest first. */
async function shown(ana: Person, conversationId: string): Promise<string[]> {
  const { json } = await ana.get<{ items: Message[] }>(`/api/conversations/${conversationId}/messages`)
  return json.items.map(({ content }) => content)
}
