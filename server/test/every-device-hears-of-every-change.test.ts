import type { Conversation } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { newId } from '../src/lib/id.ts'
import { hear, type Device } from './world/device.ts'
import { createGate } from './world/gate.ts'
import type { Inbox } from './world/inbox.ts'
import type { Person } from './world/person.ts'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('what happens on one device is told to all others, on sockets and streams, but for the text', async () => {
    const ana = await world.guest()
    const [stream, socket] = [await openFeed(ana), await ana.socket()]
    for (const feed of [stream, socket]) await feed.first('connected')
    const conversationId = await ana.conversation({ title: 'Plans' })
    const reply = await ana.say('hello', { conversationId, model: 'tokens-5' })
    await ana.ended(reply)
    await ana.patch(`/api/conversations/${conversationId}`, { pinned: true })
    await ana.delete(`/api/conversations/${conversationId}`)
    for (const { frames, first } of [stream, socket]) {
      await first('conversation', ({ change }) => change === 'deleted')
      const said = frames.map(frame => (frame.type === 'conversation' ? `conversation ${frame.change}` : frame.type))
      expect(said).toEqual([
        'connected',
        'conversation created',
        'message',
        'conversation changed',
        'message_complete',
        'conversation changed',
        'conversation changed',
        'conversation deleted',
      ])
      const revisions = frames.flatMap(frame => (frame.type === 'conversation' ? [frame.user_rev] : []))
      expect(revisions).toEqual([1, 2, 3, 4, 5])
      expect(await first('message')).toMatchObject({ message: { content: 'hello' }, reply: { id: reply.id } })
      expect(await first('message_complete')).toMatchObject({ message_id: reply.id, status: 'complete' })
      expect(await first('conversation', ({ pinned }) => pinned === true)).toMatchObject({
        title: 'Plans',
        replying: false,
      })
    }
    stream.leave()
    socket.close()
  })

  test('a device that was away is told what has changed since its revision, and what is gone', async () => {
    const ana = await world.guest()
    const [kept, gone] = [await ana.conversation({ title: 'kept' }), await ana.conversation({ title: 'gone' })]
    const before = await openFeed(ana, '0')
    await before.until(() => before.frames.filter(({ type }) => type === 'conversation').length === 2)
    const { id: at = '' } = await before.first('conversation', ({ user_rev }) => user_rev === 2)
    before.leave()

    await ana.patch(`/api/conversations/${kept}`, { title: 'renamed' })
    await ana.delete(`/api/conversations/${gone}`)
    const fresh = await ana.conversation({ title: 'fresh' })

    const onStream = await openFeed(ana, at)
    const byHeader = await openFeed(ana, undefined, { 'last-event-id': at })
    const onSocket = await ana.socket()
    onSocket.send({ type: 'resume', after: Number(at) })
    for (const feed of [onStream, byHeader, onSocket]) {
      const changes = () => feed.frames.filter(frame => frame.type === 'conversation')
      await feed.until(() => changes().length >= 3)
      expect(changes().map(({ conversation_id, change, title }) => [conversation_id, change, title])).toEqual([
        [kept, 'changed', 'renamed'],
        [gone, 'deleted', undefined],
        [fresh, 'changed', 'fresh'],
      ])
    }
    onStream.leave()
    byHeader.leave()
    onSocket.close()
  })

  test('one without a revision is told only what comes', async () => {
    const ana = await world.guest()
    await ana.conversation({ title: 'before' })
    const feed = await openFeed(ana)
    await feed.first('connected')
    await ana.conversation({ title: 'after' })
    expect(await feed.first('conversation')).toMatchObject({ title: 'after', change: 'created' })
    feed.leave()
  })

  test('after a killed server a device goes on from its revision and has missed nothing', async () => {
    const ana = await world.guest()
    const feed = await openFeed(ana)
    const conversationId = await ana.conversation()
    const { id = '' } = await feed.first('conversation')
    await ana.patch(`/api/conversations/${conversationId}`, { title: 'before the kill' })
    await world.kill()
    await world.restart()
    await ana.patch(`/api/conversations/${conversationId}`, { archived: true })
    const after = await openFeed(ana, id)
    expect(await after.first('conversation')).toMatchObject({ title: 'before the kill', archived: true, user_rev: 3 })
    after.leave()
  })

  test('nobody hears of what others do', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    const [stream, socket] = [await openFeed(ben), await ben.socket()]
    for (const feed of [stream, socket]) await feed.first('connected')
    await ana.ended(await ana.say('hello', { model: 'tokens-2' }))
    const mine = await ben.conversation({ title: 'mine' })
    for (const { frames, first } of [stream, socket]) {
      await first('conversation', ({ conversation_id }) => conversation_id === mine)
      expect(frames.map(({ type }) => type)).toEqual(['connected', 'conversation'])
    }
    stream.leave()
    socket.close()
  })

  test('a socket that follows a reply is told of its end once, behind its last chunk', async () => {
    const ana = await world.guest()
    const socket = await ana.socket()
    for (let round = 0; round < 5; round++) {
      const gate = createGate()
      world.model.script([{ tokens: 2 }, { until: gate.opened }, { tokens: 2 }])
      const reply = await ana.say('hello')
      const follower = socket.follow(reply.id)
      await follower.until(() => follower.text !== '')
      gate.open()
      expect(await follower.over).toBe('whole')
      expect(follower.text).toBe(replyText(4))
      // What is told of the next change comes behind all that is told of this one.
      const { conversation_id: next } = await socketHears(socket, ana)
      const ends = socket.frames.filter(frame => frame.type === 'message_complete' && frame.message_id === reply.id)
      expect([next.length, ends.length]).toEqual([36, 1])
    }
    socket.close()
  })

  test('one that followed a reply and does no more still hears of its end when it is continued', async () => {
    world.model.script([{ tokens: 2 }, 'drop'], [{ text: 'on' }])
    const ana = await world.guest()
    const socket = await ana.socket()
    const reply = await ana.say('hello')
    const follower = socket.follow(reply.id)
    expect(await follower.over).toBe('whole')
    expect(follower.complete).toMatchObject({ status: 'failed' })
    await ana.post(`/api/messages/${reply.id}/continue`)
    await socket.first('message_complete', ({ status }) => status === 'complete')
    const ends = socket.frames.filter(frame => frame.type === 'message_complete')
    expect(ends.map(({ status }) => status)).toEqual(['failed', 'complete'])
    socket.close()
  })

  test('many replies are followed over one socket at once, each whole and in order', async () => {
    const ana = await world.guest()
    const socket = await ana.socket()
    const replies = await Promise.all(
      Array.from({ length: 6 }, async (_, n) => {
        const conversationId = await ana.conversation()
        return ana.say('hello', { conversationId, model: `tokens-${20 + n}.rate-300` })
      }),
    )
    const followers = replies.map(reply => socket.follow(reply.id))
    for (const [n, follower] of followers.entries()) {
      expect(await follower.over).toBe('whole')
      expect(follower.text).toBe(replyText(20 + n))
    }
    socket.close()
  })

  test('a message can be sent, followed and stopped over the socket alone', async () => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const socket = await ana.socket()
    const ack = await socket.ask({ type: 'send', id: newId(), content: 'hello' })
    if (ack.type !== 'ack' || !ack.reply) throw new Error('it was not accepted')
    const follower = socket.follow(ack.reply.id)
    await follower.until(() => follower.text === replyText(3))
    expect(await socket.ask({ type: 'stop', message_id: ack.reply.id })).toMatchObject({ type: 'ack' })
    expect(await follower.over).toBe('whole')
    expect(follower.complete).toMatchObject({ status: 'stopped' })
    const { json } = await ana.get<Conversation>(`/api/conversations/${ack.reply.conversation_id}`)
    expect(json).toMatchObject({ title: 'hello', replying: false })
    socket.close()
  })
})

/** A change that is made now, as the socket hears it. */
async function socketHears(socket: Pick<Inbox, 'first'>, ana: Person) {
  const id = await ana.conversation()
  return socket.first('conversation', ({ conversation_id }) => conversation_id === id)
}

async function openFeed(ana: Person, after?: string, headers?: Record<string, string>): Promise<Device> {
  const answer = await ana.stream(
    'GET',
    `/api/events${after === undefined ? '' : `?after=${after}`}`,
    headers ? { headers } : {},
  )
  expect(answer.status).toBe(200)
  return hear(answer)
}
