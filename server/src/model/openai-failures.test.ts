import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import {
  chunk,
  createHurriedClock,
  DONE,
  reply,
  startFakeProvider,
  stream,
  type FakeProvider,
} from './fake-provider.ts'
import type { ModelFailure } from './model.ts'
import { createOpenAIModel, type OpenAISettings } from './openai.ts'

const KEY = 'key-for-tests-which-nobody-may-see'

let provider: FakeProvider | undefined
afterEach(() => provider?.close())

type Answer = (response: ServerResponse, n: number) => void
const refuse = (status: number, body: object = {}, headers = {}): Answer => {
  return response =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
const notFound = { error: { code: 'model_not_found', message: 'The model `x` does not exist' } }
const quota = { error: { code: 'insufficient_quota', message: 'You exceeded your quota' } }
const tell =
  (text: string): Answer =>
  response =>
    stream(response).end(text)

describe('before anything is visible', () => {
  const cases: [string, Answer, string, number][] = [
    ['401', refuse(401), 'provider_credentials', 1],
    ['403', refuse(403), 'provider_credentials', 1],
    ['404 for a model', refuse(404, notFound), 'unknown_model', 1],
    ['404 for a path', refuse(404), 'provider_rejected', 1],
    ['400', refuse(400, { error: { message: 'too long' } }), 'provider_rejected', 1],
    ['429', refuse(429), 'provider_rate_limited', 3],
    ['429 with little patience asked for', refuse(429, {}, { 'retry-after': '2' }), 'provider_rate_limited', 3],
    ['429 with more patience than there is', refuse(429, {}, { 'retry-after': '21' }), 'provider_rate_limited', 1],
    ['429 for a quota', refuse(429, quota), 'provider_rate_limited', 1],
    ['500', refuse(500), 'provider_error', 3],
    ['503 with a page', response => response.writeHead(503).end('<html>'), 'provider_error', 3],
    ['a cut before the headers', response => response.destroy(), 'provider_cut', 3],
    [
      'a cut behind the headers',
      response => stream(response).write(': hi\n\n', () => response.destroy()),
      'provider_cut',
      3,
    ],
    ['an end without a last word', tell(chunk({ role: 'assistant' })), 'provider_cut', 3],
    ['malformed JSON', tell('data: {"choices":[{"del\n\n'), 'provider_malformed', 3],
    ['an error as an event', tell('data: {"error":{"message":"boom"}}\n\n'), 'provider_error', 3],
    ['an event named error', tell('event: error\ndata: {"message":"boom"}\n\n'), 'provider_error', 3],
    [
      'a page',
      response => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'provider_malformed',
      1,
    ],
    ['an answer in one piece', response => response.end('{"choices":[]}'), 'provider_malformed', 1],
    ['no HTTP', response => response.socket?.end('hello\r\n\r\n'), 'provider_malformed', 3],
    ['silence before the headers', () => {}, 'provider_first_token_timeout', 1],
    ['silence behind the headers', response => stream(response).write(': hi\n\n'), 'provider_first_token_timeout', 1],
  ]
  test.each(cases)('%s', async (_, answer, code, calls) => {
    provider = await startFakeProvider(answer)
    const { failure, waits, state } = await run()
    expect(failure).toMatchObject({ code })
    expect(provider.calls).toHaveLength(calls)
    expect(waits).toHaveLength(calls - 1)
    expect(state.ok).toBe(['unknown_model', 'provider_rejected'].includes(code))
    expect(state.detail).toBe(state.ok ? undefined : failure?.message)
  })

  test('a provider that is not there', async () => {
    const { failure, waits } = await run({ baseUrl: 'http://127.0.0.1:1/v1' })
    expect(failure?.code).toBe('provider_unreachable')
    expect(waits).toHaveLength(2)
  })

  test('one that comes to itself is tried until it does, and the reader is told', async () => {
    provider = await startFakeProvider((response, n) =>
      n < 2 ? refuse(500)(response, n) : tell(reply('at last'))(response, n),
    )
    const { text, waits, state } = await run({ random: () => 1 })
    expect(text).toBe('at last')
    expect(waits).toEqual([500, 1_000].map(delayMs => ({ delayMs, reason: expect.stringContaining('500') })))
    expect(state).toEqual({ ok: true })
  })

  test('an abort ends the pause before the next call', async () => {
    provider = await startFakeProvider(refuse(429, {}, { 'retry-after': '20' }))
    const stop = new AbortController()
    const running = run({ clock: systemClock }, stop.signal)
    setTimeout(() => stop.abort(new Error('stopped')), 50)
    expect((await running).failure?.message).toBe('stopped')
    expect(provider.calls).toHaveLength(1)
  })
})

describe('once text is visible it is kept, and nothing is tried again', () => {
  const start = chunk({ content: 'so far' })
  const cases: [string, Answer, string][] = [
    ['a cut', response => stream(response).write(start, () => response.destroy()), 'provider_cut'],
    [
      'a cut inside a chunk',
      response => stream(response).write(`${start}data: {"choi`, () => response.socket?.resetAndDestroy()),
      'provider_cut',
    ],
    ['an end without a last word', tell(start), 'provider_cut'],
    ['malformed JSON', tell(`${start}data: {"choices":[{"del\n\n${DONE}`), 'provider_malformed'],
    ['a line without an end', tell(`${start}data: ${'x'.repeat(300_000)}`), 'provider_malformed'],
    ['an error', tell(`${start}data: {"error":{"message":"boom"}}\n\n`), 'provider_error'],
    ['silence', response => stream(response).write(start), 'provider_silent'],
    ['a drip of comments', response => drip(stream(response), start, ': hi\n\n'), 'provider_silent'],
  ]
  test.each(cases)('%s', async (_, answer, code) => {
    provider = await startFakeProvider(answer)
    const { text, failure, waits } = await run()
    expect({ text, code: failure?.code, waits }).toEqual({ text: 'so far', code, waits: [] })
    expect(provider.calls).toHaveLength(1)
  })

  test('a drip that is slow, yet faster than the silence allowed, is read to its end', async () => {
    provider = await startFakeProvider(response => {
      stream(response)
      for (let n = 0; n < 8; n++) setTimeout(() => response.write(chunk({ content: String(n) })), n * 30)
      setTimeout(() => response.end(chunk({}, 'stop') + DONE), 240)
    })
    expect((await run({ silenceTimeoutMs: 1_500 })).text).toBe('01234567')
  })
})

test('no message holds the key, an address or a line break', async () => {
  const message = `no\nkey ${KEY} at https://internal.example/v1?secret=1 with Bearer abc.def`
  provider = await startFakeProvider(refuse(422, { error: { message } }))
  const { failure } = await run()
  expect(failure?.message).toBe('The provider refused the request (422): no key … at … with …')
})

function drip(response: ServerResponse, first: string, drop: string): void {
  response.write(first)
  const timer = setInterval(() => response.write(drop), 5)
  response.on('close', () => clearInterval(timer))
}

/** Time runs ten times as fast: the pauses between calls take 25 and 50 ms. */
async function run(settings: Partial<OpenAISettings> = {}, signal = new AbortController().signal) {
  const model = createOpenAIModel({
    apiKey: KEY,
    baseUrl: provider?.baseUrl ?? '',
    models: ['one'],
    anyModel: false,
    contextTokens: 10_000,
    firstTokenTimeoutMs: 2_000,
    silenceTimeoutMs: 1_000,
    clock: createHurriedClock(),
    random: () => 0,
    ...settings,
  })
  const waits: { reason: string; delayMs: number }[] = []
  let text = ''
  let failure: ModelFailure | undefined
  const turns = [{ role: 'user' as const, content: 'hello' }]
  await model
    .stream({ model: 'one', turns, signal }, { text: piece => (text += piece), wait: notice => waits.push(notice) })
    .catch(error => (failure = error))
  return { text, waits, failure, state: model.state() }
}
