import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Conversation, Exchange, Page } from '@folio/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTranscript } from './world/follower.ts'
import { startExampleWorker } from './world/example-worker.ts'
import { createInbox, type Inbox } from './world/inbox.ts'
import { expectStatus, type Person } from './world/person.ts'
import { readSse } from './world/sse.ts'
import { chunksOf, openWorker, type Worker } from './world/worker.ts'
import { inEveryWorld, openWorld, type World } from './world/world.ts'

const { TEST_POSTGRES_URL, TEST_REDIS_URL = '', TEST_NATS_URL = '' } = process.env
const isMissing = !TEST_POSTGRES_URL || TEST_REDIS_URL === '' || TEST_NATS_URL === ''
const ENV = {
  REDIS_URL: TEST_REDIS_URL,
  NATS_URL: TEST_NATS_URL,
  SECRET_KEY: randomBytes(48).toString('base64'),
  BUFFER_MISSING_CHUNK_TIMEOUT: '500ms',
  BUFFER_CLEANUP_INTERVAL: '100ms',
  MODEL_FIRST_TOKEN_TIMEOUT: '12s',
}
const PIECES = ['Once ', 'upon ', 'a ', 'time', ', \ud83d', '\ude80 ', '', 'there ', 'was', ' NATS.']
const TEXT = PIECES.join('')

type Accepted = { message_id: string }
type Session = { id: string; name: string; frames: Inbox['frames']; first: Inbox['first']; leave(): void }

inEveryWorld(world => {
  test('without NATS there is none, and nothing is stored', async () => {
    const ana = await world.guest()
    const body = { session_id: 'desk', message: 'hello', ai_provider: 'workflow', model: 'of my own' }
    const { status, json } = await ana.post('/api/chat', body)
    expect([status, json.code, json.detail]).toEqual([400, 'unknown_provider', expect.stringContaining('workers')])
    expect((await ana.get<Page<Conversation>>('/api/conversations')).json.items).toEqual([])
    // Any other name says nothing about who answers.
    expect((await ana.post('/api/chat', { ...body, ai_provider: 'openai', model: 'tokens-2' })).status).toBe(202)
  })
})

describe.skipIf(isMissing)('with NATS (needs TEST_POSTGRES_URL, TEST_REDIS_URL, TEST_NATS_URL)', () => {
  let world: World
  let ana: Person
  let session: Session
  beforeAll(async () => {
    world = await openWorld('PostgreSQL', ENV)
  })
  afterAll(() => world?.close())
  beforeEach(async () => {
    ana = await world.guest()
    session = await openSession(ana, 'desk')
  })
  const workers: Worker[] = []
  afterEach(async () => {
    session.leave()
    await Promise.all(workers.splice(0).map(worker => worker.leave()))
  })

  const hire = async () => {
    const worker = await openWorker(TEST_NATS_URL, session.id)
    workers.push(worker)
    return worker
  }
  const ask = async (message = 'tell me something') => {
    const body = { session_id: session.name, user_id: ana.id, message, ai_provider: 'workflow', model: 'teller' }
    const answer = await ana.post<Accepted>('/api/chat', body)
    return { id: expectStatus(answer, 202).message_id }
  }
  const ended = (reply: { id: string }, from = 0) =>
    session.first('message_complete', frame => {
      return frame.message_id === reply.id && session.frames.indexOf(frame) >= from
    })
  const activeBuffers = async () => (await world.ask<{ active_buffers: number }>('GET', '/health')).json.active_buffers

  test('chunks in any order, each of them twice, are read in order and once', async () => {
    const worker = await hire()
    const reply = await ask()
    const work = await worker.next()
    expect(work).toMatchObject({
      message_id: reply.id,
      session_id: 'desk',
      conversation_id: session.id,
      epoch: 1,
      model: 'teller',
      messages: [
        { role: 'user', content: 'hello' },
        { role: 'assistant' },
        { role: 'user', content: 'tell me something' },
      ],
      respond_to: `chat.pod.${work.pod_id}.response`,
    })
    expect(await activeBuffers()).toBe(1)
    await worker.say(work, ...shuffled([...chunksOf(PIECES), ...chunksOf(PIECES)]))
    expect(await ended(reply)).toMatchObject({ status: 'complete', error: null, length: TEXT.length })
    expect(textOn(session, reply.id)).toBe(TEXT)
    expect(await ana.row(reply)).toMatchObject({ content: TEXT, status: 'complete', model: 'teller' })
    expect(await activeBuffers()).toBe(0)
  })

  test('where a chunk does not come the text so far is kept, and another run goes on behind it', async () => {
    const worker = await hire()
    const reply = await ask()
    const first = await worker.next()
    const [zero, one, , three] = chunksOf(['The end', ' is', ' not', ' here', ''])
    await worker.say(first, three ?? {}, one ?? {}, zero ?? {})
    expect(await ended(reply)).toMatchObject({ status: 'failed', error: { code: 'worker_chunk_missing' } })
    expect(await ana.row(reply)).toMatchObject({ content: 'The end is', status: 'failed' })

    const from = session.frames.length
    expect((await ana.post(`/api/messages/${reply.id}/continue`)).status).toBe(202)
    const second = await worker.next()
    expect(second).toMatchObject({ message_id: reply.id, epoch: 2, model: 'teller' })
    expect(second.messages.at(-1)).toEqual({ role: 'assistant', content: 'The end is' })
    await worker.say(first, { chunk_id: 0, chunk: ' of an earlier run', is_final: true })
    await worker.say(second, ...chunksOf([' near', '.']))
    expect(await ended(reply, from)).toMatchObject({ status: 'complete' })
    // The text, and the mark of its first end.
    const behind = `1.${'The end is'.length + 1}`
    expect(textOn({ frames: session.frames.slice(from) }, reply.id, behind)).toBe(' near.')
    expect((await ana.row(reply)).content).toBe('The end is near.')
  })

  test('a worker that comes late is still in time', async () => {
    const reply = await ask()
    // There is nothing to wait for: nobody has been there for the first offers.
    await sleep(3_000)
    const worker = await hire()
    await worker.say(await worker.next(), ...chunksOf(PIECES))
    expect(await ended(reply)).toMatchObject({ status: 'complete' })
    expect(textOn(session, reply.id)).toBe(TEXT)
  })

  test('a stop keeps what was said, and what a worker says later changes nothing', async () => {
    const worker = await hire()
    const reply = await ask()
    const work = await worker.next()
    await worker.say(work, { chunk_id: 0, chunk: 'As far as this', is_final: false })
    await session.first('chunk', ({ message_id, chunk }) => message_id === reply.id && chunk !== '')
    expect((await ana.post(`/api/messages/${reply.id}/stop`)).status).toBeLessThan(300)
    expect(await ended(reply)).toMatchObject({ status: 'stopped' })
    const next = await ask('and now?')
    await worker.say(work, { chunk_id: 1, chunk: ' and further', is_final: true })
    // Behind the late one, on the same connection: when this has come, that has.
    await worker.say(await worker.next(), ...chunksOf(['Now ', 'this']))
    expect(await ended(next)).toMatchObject({ status: 'complete' })
    expect(textOn(session, reply.id)).toBe('As far as this')
    expect(await ana.row(reply)).toMatchObject({ content: 'As far as this', status: 'stopped' })
    expect((await ana.row(next)).content).toBe('Now this')
  })

  test('what a worker reports as its error is told', async () => {
    const worker = await hire()
    const reply = await ask()
    const work = await worker.next()
    await worker.say(
      work,
      { nothing: 'of use' },
      { chunk_id: 0, chunk: 'so far', is_final: false },
      { error: 'no paper' },
    )
    const message = 'The worker reported: no paper'
    expect(await ended(reply)).toMatchObject({ status: 'failed', error: { code: 'provider_error', message } })
    expect((await ana.row(reply)).content).toBe('so far')
    await expect
      .poll(() => world.log.filter(line => line.includes(reply.id) && line.includes('"warn"')))
      .toHaveLength(1)
  })

  test('the example answers, again where it is asked again, and finishes what it has before it goes', async () => {
    const leave = await startExampleWorker(TEST_NATS_URL)
    const reply = await ask('hello to all of you')
    expect(await ended(reply)).toMatchObject({ status: 'complete' })
    expect(textOn(session, reply.id)).toBe('You said: hello to all of you')
    const again = await ana.post<Exchange>(`/api/messages/${reply.id}/regenerate`)
    const version = expectStatus(again, 202).reply
    await session.first('chunk', ({ message_id }) => message_id === version.id)
    expect(await leave()).toBe(0)
    expect(await ended(version)).toMatchObject({ status: 'complete' })
    expect(await ana.row(version)).toMatchObject({ content: 'You said: hello to all of you', model: 'teller' })
  })
})

/** A conversation by a name of the client's, in which something was said, and a device that listens to it. */
async function openSession(ana: Person, name: string): Promise<Session> {
  const answer = await ana.stream('GET', `/api/sse?session_id=${name}`)
  const inbox = createInbox()
  const play = async () => {
    for await (const frame of readSse(answer.pieces)) inbox.push(frame)
  }
  void play()
    .catch(() => {})
    .finally(inbox.close)
  expectStatus(await ana.post('/api/chat', { session_id: name, message: 'hello', model: 'tokens-2' }), 202)
  const { conversation_id: id } = await inbox.first('message_complete')
  return { id, name, frames: inbox.frames, first: inbox.first, leave: answer.leave }
}

/** What a session's device was given of one reply, without gap or repeat. */
function textOn({ frames }: Pick<Session, 'frames'>, messageId: string, from?: string): string {
  const transcript = createTranscript(from)
  for (const frame of frames) if (frame.type === 'chunk' && frame.message_id === messageId) transcript.take(frame)
  return transcript.text
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map(value => ({ value, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value)
}
