import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { newId } from '../src/lib/id.ts'
import { textOf } from './world/http.ts'
import type { Person } from './world/person.ts'
import { openWorld, type World } from './world/world.ts'

/** So many are never too many; the others only where the process is in time. */
const WELCOME = 200
/** At the same moment, on connections that are open already: nobody gets ready in between. */
const REQUESTS = 150
/** On each of two sockets. */
const FRAMES = 130
const MODEL = 'ttft-3000.tokens-5'

// Each process looks after itself: many are no different.
describe('on SQLite', () => {
  let world: World
  const agent = new Agent({ keepAlive: true, maxFreeSockets: REQUESTS })
  beforeAll(async () => void (world = await openWorld('SQLite')))
  afterAll(() => {
    agent.destroy()
    return world.close()
  })

  test('who is one too many is refused in the usual words, and whoever was accepted is answered whole', async () => {
    const [ana, ben] = [await world.guest(), await world.guest()]
    const devices = [await ben.socket(), await ben.socket()] as const
    const before = await ana.say('hello', { model: 'tokens-20.rate-10' })
    const asked = (sessionId: number) => ({ message: 'hello', session_id: `${sessionId}`, model: MODEL })
    const message = () => ({ type: 'send', id: newId(), content: 'hello', model: MODEL }) as const
    const connections = Array.from({ length: REQUESTS }, () => say(agent, world, 'GET', '/healthz'))
    for (const { status } of await Promise.all(connections)) expect(status).toBe(200)

    const [answers, frames] = await Promise.all([
      Promise.all(Array.from({ length: REQUESTS }, (_, n) => say(agent, world, 'POST', '/api/chat', ana, asked(n)))),
      Promise.all(devices.flatMap(device => Array.from({ length: FRAMES }, () => device.ask(message())))),
    ])
    const accepted = answers.filter(({ status }) => status === 202).map(({ text }) => JSON.parse(text).message_id)
    const acked = frames.flatMap(frame => (frame.type === 'ack' ? (frame.reply?.id ?? []) : []))
    expect(accepted.length + acked.length).toBeGreaterThanOrEqual(WELCOME)
    const refused = answers.filter(({ status }) => status !== 202)
    for (const { status, headers, text } of refused) {
      expect(status).toBe(503)
      expect(JSON.parse(text)).toMatchObject({ status: 503, code: 'unavailable' })
      expect(headers).toMatchObject({
        'content-type': 'application/problem+json',
        'retry-after': expect.stringMatching(/^[123]$/),
        'x-content-type-options': 'nosniff',
      })
    }
    const errors = frames.filter(frame => frame.type === 'error')
    for (const error of errors) expect(error).toMatchObject({ code: 'unavailable' })
    expect([refused.length, errors.length]).toEqual([expect.toSatisfy(isSome), expect.toSatisfy(isSome)])
    // Whoever looks how the server is, is not part of the crowd.
    expect((await world.ask('GET', '/health')).status).toBe(200)

    expect(await ana.ended(before)).toMatchObject({ status: 'complete', content: replyText(20) })
    await world.fresh()
    for (const id of accepted) expect(await ana.row({ id })).toMatchObject({ status: 'complete' })
    for (const id of acked) expect(await ben.row({ id })).toMatchObject({ status: 'complete', content: replyText(5) })
    for (const device of devices) device.close()
  })
})

const isSome = (count: number) => count > 0

type Told = { status: number | undefined; headers: IncomingHttpHeaders; text: string }

function say(agent: Agent, { base }: World, method: string, path: string, who?: Person, body?: object): Promise<Told> {
  return new Promise((resolve, reject) => {
    const headers = { ...who?.credentials, 'content-type': 'application/json' }
    const outgoing = request(base + path, { agent, method, headers }, incoming => {
      incoming.setEncoding('utf8')
      const { statusCode: status, headers: told } = incoming
      textOf(incoming).then(text => resolve({ status, headers: told, text }), reject)
    })
    outgoing.on('error', reject).end(body && JSON.stringify(body))
  })
}
