import type { Exchange, Page, Message } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { followSse } from './world/follower.ts'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('twenty that race with one key make one message, one reply and one call of the model', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    const path = `/api/conversations/${conversationId}/messages`
    const body = { id: newId(), content: 'hello', model: 'tokens-20.rate-100' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => ana.post<Exchange>(path, body)))
    const first = answers.filter(({ status }) => status === 202)
    const replays = answers.filter(({ status }) => status === 200)
    expect([first.length, replays.length]).toEqual([1, 19])
    expect(first[0]?.headers['idempotent-replayed']).toBeUndefined()
    for (const { headers } of replays) expect(headers['idempotent-replayed']).toBe('true')
    expect(new Set(answers.map(({ json }) => json.reply.id)).size).toBe(1)
    expect(new Set(answers.map(({ json }) => json.message.id))).toEqual(new Set([body.id]))
    await ana.ended(first[0]?.json.reply ?? { id: '' })
    expect(world.model.calls()).toBe(1)
    expect((await ana.get<Page<Message>>(path)).json.items).toHaveLength(2)
  })

  test('the Idempotency-Key in the header is the id of the message', async () => {
    const ana = await world.guest()
    const path = `/api/conversations/${await ana.conversation()}/messages`
    const asking = { headers: { 'idempotency-key': newId() }, body: { content: 'hello', model: 'tokens-2' } }
    const [first, again] = [
      await ana.ask<Exchange>('POST', path, asking),
      await ana.ask<Exchange>('POST', path, asking),
    ]
    expect([first.status, again.status]).toEqual([202, 200])
    expect(first.json.message.id).toBe(asking.headers['idempotency-key'])
    expect(again.json.reply.id).toBe(first.json.reply.id)
    const bad = await ana.ask('POST', path, { ...asking, headers: { 'idempotency-key': 'again' } })
    expect([bad.status, bad.json.code]).toEqual([400, 'invalid_idempotency_key'])
  })

  test('long after, the answer is the first one, as it stands now', async () => {
    const ana = await world.guest()
    const path = `/api/conversations/${await ana.conversation()}/messages`
    const body = { id: newId(), reply_id: newId(), content: 'hello', model: 'tokens-2' }
    await ana.post(path, body)
    const row = await ana.ended({ id: body.reply_id })
    const { status, json } = await ana.post<Exchange>(path, body)
    expect(status).toBe(200)
    expect(json.reply).toEqual(row)
    await world.kill()
    await world.restart()
    const { json: later, headers } = await ana.post<Exchange>(path, body)
    expect(later.reply).toEqual(row)
    expect(headers['idempotent-replayed']).toBe('true')
    expect(world.model.calls()).toBe(1)
  })

  test('sent again for its events, a message is answered with the reply that is there', async () => {
    const ana = await world.guest()
    const path = `/api/conversations/${await ana.conversation()}/messages`
    const asking = {
      headers: { accept: 'text/event-stream' },
      body: { id: newId(), content: 'hello', model: 'tokens-9' },
    }
    const [first, again] = [
      followSse(await ana.stream('POST', path, asking)),
      followSse(await ana.stream('POST', path, asking)),
    ]
    expect([await first.over, await again.over]).toEqual(['whole', 'whole'])
    expect(again.text).toBe(first.text)
    expect(world.model.calls()).toBe(1)
  })

  test('with other words, or in another conversation, or for somebody else, the key is refused', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    const id = newId()
    const [here, there, theirs] = [await ana.conversation(), await ana.conversation(), await ben.conversation()]
    const said = { id, content: 'hello', model: 'tokens-2' }
    const first = await ana.say('hello', { conversationId: here, id, model: 'tokens-2' })
    await ana.ended(first)
    const tries = [
      { who: ana, where: here, body: { ...said, content: 'goodbye' }, code: 'idempotency_mismatch' },
      { who: ana, where: there, body: said, code: 'idempotency_mismatch' },
      { who: ben, where: theirs, body: said, code: 'id_taken' },
      // The id of a reply is no key.
      { who: ana, where: here, body: { ...said, id: first.id }, code: 'idempotency_mismatch' },
      { who: ben, where: theirs, body: { ...said, id: newId(), reply_id: first.id }, code: 'id_taken' },
    ]
    for (const { who, where, body, code } of tries) {
      const { status, json } = await who.post(`/api/conversations/${where}/messages`, body)
      expect([status, json.code]).toEqual([422, code])
    }
    expect((await ben.get<Page<Message>>(`/api/conversations/${theirs}/messages`)).json.items).toEqual([])
    expect(world.model.calls()).toBe(1)
  })

  test('over the socket too it is accepted once', async () => {
    const ana = await world.guest()
    const [phone, laptop] = await Promise.all([ana.socket(), ana.socket()])
    const conversationId = await ana.conversation()
    const frame = {
      type: 'send',
      conversation_id: conversationId,
      id: newId(),
      content: 'hello',
      model: 'tokens-2',
    } as const
    const acks = await Promise.all([phone.ask(frame), laptop.ask(frame), phone.ask(frame)])
    expect(acks.map(ack => (ack.type === 'ack' ? ack.replayed : ack.code)).sort()).toEqual([false, true, true])
    const other = await laptop.ask({ ...frame, content: 'goodbye' })
    expect(other).toMatchObject({ type: 'error', code: 'idempotency_mismatch' })
    await ana.ended({ id: acks[0]?.type === 'ack' ? (acks[0].reply?.id ?? '') : '' })
    expect(world.model.calls()).toBe(1)
    phone.close()
    laptop.close()
  })

  test('one that was refused leaves its key free', async () => {
    const ana = await world.guest()
    const path = `/api/conversations/${await ana.conversation()}/messages`
    const id = newId()
    expect((await ana.post(path, { id, content: '   ' })).json.code).toBe('message_empty')
    expect((await ana.post(path, { id, content: 'x'.repeat(5_001) })).json.code).toBe('message_too_long')
    expect((await ana.post(path, { id, content: 'hello', model: 'tokens-2' })).status).toBe(202)
  })
})
