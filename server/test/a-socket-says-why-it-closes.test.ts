import { request } from 'node:http'
import type { ClientFrame } from '@folio/protocol'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { newId } from '../src/lib/id.ts'
import { openSocket } from './world/socket.ts'
import { cookieOf, inEveryWorld } from './world/world.ts'

inEveryWorld(
  world => {
    test('4401: a token that is wrong, in the subprotocol or in the first frame', async () => {
      const inProtocol = await openSocket(world.base, { token: 'not.a.token' })
      expect((await inProtocol.closed).code).toBe(4401)
      const inFrame = await openSocket(world.base)
      inFrame.send({ type: 'auth', token: 'not.a.token' })
      expect((await inFrame.closed).code).toBe(4401)
    })

    test('4401: a first frame that is anything but auth', async () => {
      for (const first of ['{"type":"follow","message_id":"x"}', '{', '[]', '""']) {
        const socket = await openSocket(world.base)
        socket.raw(first)
        expect((await socket.closed).code).toBe(4401)
      }
    })

    test('4408: no credentials within five seconds', { timeout: 20_000 }, async () => {
      const socket = await openSocket(world.base)
      const beganAt = performance.now()
      expect((await socket.closed).code).toBe(4408)
      expect(performance.now() - beganAt).toBeGreaterThan(4_000)
    })

    test('4413: a frame over 64 KiB; far larger ones are cut by the protocol', async () => {
      const ana = await world.guest()
      for (const { bytes, code } of [
        { bytes: 65_537, code: 4413 },
        { bytes: 140_000, code: 1009 },
      ]) {
        const socket = await ana.socket()
        socket.raw(' '.repeat(bytes))
        expect((await socket.closed).code).toBe(code)
      }
      const socket = await ana.socket()
      socket.raw(' '.repeat(65_536))
      expect(await socket.first('error')).toMatchObject({ code: 'malformed_json' })
      socket.close()
    })

    test('4429: more than 200 frames in ten seconds', async () => {
      const ana = await world.guest()
      const socket = await ana.socket()
      for (let n = 0; n < 202; n++) socket.raw('{}')
      expect((await socket.closed).code).toBe(4429)
    })

    test('4429: more sockets than a user may have', async () => {
      const ana = await world.guest()
      const sockets = await Promise.all(Array.from({ length: 6 }, () => ana.socket()))
      for (const socket of sockets) await socket.first('connected')
      const one = await ana.socket()
      expect(await one.closed).toMatchObject({ code: 4429, reason: expect.stringContaining('too many') })
      sockets[0]?.close()
      await sockets[0]?.closed
      const next = await ana.socket()
      await next.first('connected')
      for (const socket of [...sockets, next]) socket.close()
    })

    test('it stays open where it would follow more than a hundred replies at once', { timeout: 60_000 }, async () => {
      const ana = await world.guest()
      const socket = await ana.socket()
      const replies: string[] = []
      // One is answered, three wait their turn.
      while (replies.length < 101) {
        const conversationId = await ana.conversation()
        for (let n = 0; n < 4; n++) replies.push((await ana.say('hello', { conversationId, model: 'mute' })).id)
      }
      const follow = (n: number) => socket.ask({ type: 'follow', message_id: replies[n] ?? '' })
      for (let n = 0; n < 100; n++) expect((await follow(n)).type).toBe('ack')
      expect(await follow(100)).toMatchObject({ type: 'error', code: 'too_many_connections' })
      expect((await follow(0)).type).toBe('ack')
      await socket.ask({ type: 'unfollow', message_id: replies[50] ?? '' })
      expect((await follow(100)).type).toBe('ack')
      socket.close()
      for (const id of replies) await ana.post(`/api/messages/${id}/stop`)
    })

    test('1003: a binary frame', async () => {
      const socket = await (await world.guest()).socket()
      socket.raw(Buffer.from('{"type":"auth"}'))
      expect((await socket.closed).code).toBe(1003)
    })

    test('it is opened by a first frame, by the subprotocol, or by a session cookie', async () => {
      const ana = await world.guest()
      const byFrame = await openSocket(world.base)
      byFrame.send({ type: 'auth', token: ana.token, after: 0 })
      await byFrame.first('connected')
      const byProtocol = await openSocket(world.base, { token: ana.token })
      await byProtocol.first('connected')
      const cookie = cookieOf(await world.ask('GET', '/chat/history'), 'folio_session')
      expect(cookie).not.toBe('')
      const byCookie = await openSocket(world.base, { headers: { cookie } })
      await byCookie.first('connected')
      for (const socket of [byFrame, byProtocol, byCookie]) socket.close()
    })

    test('what is no frame is answered with an error, and the socket stays', async () => {
      const ana = await world.guest()
      const socket = await ana.socket()
      const cases = [
        { raw: 'hello', code: 'malformed_json' },
        { raw: '{"type":', code: 'malformed_json' },
        { raw: '[]', code: 'invalid_request' },
        { raw: 'null', code: 'invalid_request' },
        { raw: '{"type":"shout","ref":"r1"}', code: 'invalid_request', ref: 'r1' },
        { raw: '{"type":"follow","message_id":"7","ref":"r2"}', code: 'invalid_request', ref: 'r2' },
        { raw: `{"type":"follow","message_id":"${newId()}","ref":"r3"}`, code: 'not_found', ref: 'r3' },
        { raw: `{"type":"send","id":"${newId()}","content":" ","ref":"r4"}`, code: 'message_empty', ref: 'r4' },
        {
          raw: `{"type":"send","id":"${newId()}","content":"a\\u0000b","ref":"r5"}`,
          code: 'invalid_request',
          ref: 'r5',
        },
        { raw: '{"type":"resume","after":-1,"ref":"r6"}', code: 'invalid_request', ref: 'r6' },
      ]
      for (const { raw } of cases) socket.raw(raw)
      const errors = () => socket.frames.filter(frame => frame.type === 'error')
      await socket.until(() => errors().length === cases.length)
      expect(await socket.ask({ type: 'resume', after: 0 })).toMatchObject({ type: 'ack' })
      const expected = cases.map(({ code, ref }) => (ref === undefined ? { code } : { code, ref }))
      const seen = errors().map(({ code, ref }) => (ref === undefined ? { code } : { code, ref }))
      expect(seen.sort(byWords)).toEqual(expected.sort(byWords))
      socket.close()
    })

    test('each frame’s ref comes back with its answer', async () => {
      const ana = await world.guest()
      const reply = await ana.say('hello', { model: 'tokens-2' })
      await ana.ended(reply)
      const socket = await ana.socket()
      const frames: ClientFrame[] = [
        { type: 'auth', token: 'whatever: it is open already' },
        { type: 'resume', after: 0 },
        { type: 'follow', message_id: reply.id },
        { type: 'unfollow', message_id: reply.id },
        { type: 'stop', message_id: reply.id },
        { type: 'send', id: newId(), content: 'hello', model: 'tokens-2' },
      ]
      for (const frame of frames) expect((await socket.ask(frame)).type).toBe('ack')
      socket.close()
    })

    test.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
      'a page of %s is refused before the upgrade',
      async origin => {
        const ana = await world.guest()
        await expect(openSocket(world.base, { token: ana.token, headers: { origin } })).rejects.toThrow('403')
      },
    )

    test('a page of its own, or of a listed origin, is let in', async () => {
      const ana = await world.guest()
      for (const origin of [world.base, 'http://localhost:5173']) {
        const socket = await openSocket(world.base, { token: ana.token, headers: { origin } })
        await socket.first('connected')
        socket.close()
      }
    })

    test('frames are not compressed, whoever asks for it', async () => {
      const socket = new WebSocket(`${world.base.replace('http', 'ws')}/api/chat/ws`, ['folio.v1'], {
        perMessageDeflate: true,
      })
      await new Promise(resolve => socket.once('open', resolve))
      expect([socket.extensions, socket.protocol]).toEqual(['', 'folio.v1'])
      socket.terminate()
    })

    test('asked without an upgrade, the address is no page', async () => {
      const status = await new Promise(resolve => {
        request(`${world.base}/api/chat/ws`, response => resolve(response.resume().statusCode)).end()
      })
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    })
  },
  { MAX_CONNECTIONS_PER_USER: '6' },
)

const byWords = (one: object, other: object) => JSON.stringify(one).localeCompare(JSON.stringify(other))
