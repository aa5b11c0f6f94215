import { afterEach, expect, test } from 'vitest'
import { chunk, DONE, event, reply, startFakeProvider, stream, type FakeProvider } from './fake-provider.ts'
import type { ModelRequest } from './model.ts'
import { createOpenAIModel, type OpenAISettings } from './openai.ts'

let provider: FakeProvider | undefined
afterEach(() => provider?.close())

const RECORDED = reply('naïve ', '東京', ' 👩‍🚀 "quoted"\n', '\0', 'end')
const TEXT = 'naïve 東京 👩‍🚀 "quoted"\n\ufffdend'

test('gives the text, why it ended and what it cost', async () => {
  provider = await startFakeProvider(response => stream(response).end(RECORDED))
  const { text, result } = await run()
  expect(text).toBe(TEXT)
  expect(result).toEqual({ finishReason: 'stop', usage: { promptTokens: 7, completionTokens: 5 } })
})

test('the text is the same however the network cuts the stream', async () => {
  const bytes = Buffer.from(RECORDED.replaceAll('\n\n', '\r\n\r\n'))
  provider = await startFakeProvider((response, n) => {
    stream(response).write(bytes.subarray(0, n))
    setImmediate(() => response.end(bytes.subarray(n)))
  })
  const model = createModel()
  for (let at = 0; at <= bytes.length; at++) expect((await run({}, model)).text).toBe(TEXT)
  expect(provider.calls).toHaveLength(bytes.length + 1)
})

test('all tokens of one packet are given in one piece', async () => {
  provider = await startFakeProvider(response => {
    stream(response).flushHeaders()
    response.cork()
    for (const content of ['a', 'b', 'c']) response.write(chunk({ content }))
    response.uncork()
    response.end(chunk({}, 'stop') + DONE)
  })
  const { pieces } = await run()
  expect(pieces.join('')).toBe('abc')
  expect(pieces.length).toBeLessThan(3)
})

test('a pair in two tokens becomes one character, and half of one U+FFFD', async () => {
  const halves = ['a\ud83d', '\ude80b\ud83d'].map(content => chunk({ content }))
  provider = await startFakeProvider(response => stream(response).end(halves.join('') + chunk({}, 'stop') + DONE))
  expect((await run()).text).toBe('a🚀b\ufffd')
})

test('estimates what it cost where the provider does not say', async () => {
  provider = await startFakeProvider(response => stream(response).end(chunk({ content: 'twelve bytes' }) + DONE))
  expect((await run()).result?.usage).toEqual({ promptTokens: 2, completionTokens: 4 })
})

test.each([
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['stop', 'stop'],
  ['tool_calls', 'stop'],
])('a reply that ended for %s ends for %s', async (said, finishReason) => {
  provider = await startFakeProvider(response => stream(response).end(chunk({ content: 'x' }, said) + DONE))
  expect((await run()).result?.finishReason).toBe(finishReason)
})

test('a last word without an end mark is an end, whether the connection closes or stays', async () => {
  provider = await startFakeProvider((response, n) => {
    stream(response).write(chunk({ content: 'whole' }) + chunk({}, 'stop'))
    if (n === 0) response.destroy()
  })
  const model = createModel({ silenceTimeoutMs: 50 })
  expect((await run({}, model)).text).toBe('whole')
  expect((await run({}, model)).text).toBe('whole')
})

test('events of other kinds, thoughts and comments are no text', async () => {
  const others = `: wait\n\nevent: forged\ndata: {"choices":[{"delta":{"content":"no"}}]}\n\n${event({ hello: 1 })}`
  const thoughts = chunk({ reasoning_content: 'hm' })
  provider = await startFakeProvider(response => stream(response).end(others + thoughts + reply('yes')))
  expect((await run()).text).toBe('yes')
})

test('sends the model, the turns that fit, and the key to the configured origin alone', async () => {
  const elsewhere = await startFakeProvider(response => response.end())
  provider = await startFakeProvider(response => response.writeHead(307, { location: elsewhere.baseUrl }).end())
  const { failure } = await run({ model: 'one' })
  expect(failure?.code).toBe('provider_rejected')
  expect(provider.calls[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer key-for-tests' },
    body: { model: 'one', stream: true, messages: [{ role: 'user', content: 'hello' }] },
  })
  expect(elsewhere.calls).toHaveLength(0)
  await elsewhere.close()
})

test('sends no credentials where there is no key', async () => {
  provider = await startFakeProvider(response => stream(response).end(reply('x')))
  await run({}, createModel({ apiKey: undefined }))
  expect(provider.calls[0]?.headers).not.toHaveProperty('authorization')
})

test('goes on behind what a reply has', async () => {
  provider = await startFakeProvider(response => stream(response).end(reply('world')))
  await run({ prefix: 'hello ' })
  expect(provider.calls[0]?.body).toMatchObject({
    messages: [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'hello ' },
      { role: 'user', content: expect.stringContaining('exactly where it ends') },
    ],
  })
})

test('keeps the question, with all that goes along, in front of what it goes on behind', async () => {
  provider = await startFakeProvider(response => stream(response).end(reply('world')))
  const question = `passages ${'x'.repeat(3_000)}`
  const turns = [
    { role: 'user', content: 'long ago' },
    { role: 'assistant', content: 'y'.repeat(3_000) },
    { role: 'user', content: question },
  ] as const
  await run({ turns, prefix: 'hello ' }, createModel({ contextTokens: 1_000 }))
  const sent = provider.calls.map(({ body }) => (body as { messages: { content: string }[] }).messages)
  expect(sent[0]?.map(({ content }) => content).slice(0, 2)).toEqual([question, 'hello '])
})

test('asks for a temperature where one is named, and else for none', async () => {
  provider = await startFakeProvider(response => stream(response).end(reply('x')))
  await run({ temperature: 0 })
  await run()
  expect(provider.calls[0]?.body).toHaveProperty('temperature', 0)
  expect(provider.calls[1]?.body).not.toHaveProperty('temperature')
})

test('calls one after the other share a connection', async () => {
  const ports = new Set<number | undefined>()
  provider = await startFakeProvider(response => {
    ports.add(response.socket?.remotePort)
    stream(response).end(reply('x'))
  })
  const model = createModel()
  for (let n = 0; n < 3; n++) {
    await run({}, model)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  expect(ports.size).toBe(1)
})

test('an abort reaches the provider at once, before, between and after the first tokens', async () => {
  provider = await startFakeProvider((response, n) => {
    if (n > 0) stream(response).write(n > 1 ? chunk({ content: 'x' }) : ': nothing yet\n\n')
  })
  const model = createModel()
  for (let n = 0; n < 3; n++) {
    const stop = new AbortController()
    const running = run({ signal: stop.signal }, model)
    await until(() => provider?.calls.length === n + 1)
    await new Promise(resolve => setTimeout(resolve, 20))
    stop.abort(new Error('stopped'))
    await expect(running).rejects.toThrow('stopped')
    const from = performance.now()
    await until(() => provider?.aborted() === n + 1)
    expect(performance.now() - from).toBeLessThan(50)
  }
  expect(model.state()).toEqual({ ok: true })
})

test('offers what is listed, the first as the default, and any other where that is allowed', () => {
  const few = createModel({ models: ['one', 'two'], anyModel: false }, 'http://127.0.0.1:9/v1')
  expect(few.models().map(({ id, default: first }) => [id, first])).toEqual([
    ['one', true],
    ['two', false],
  ])
  expect(['one', 'two', 'three'].map(name => few.offers(name))).toEqual([true, true, false])
  expect(createModel({ anyModel: true }, 'http://127.0.0.1:9/v1').offers('three')).toBe(true)
})

function createModel(settings: Partial<OpenAISettings> = {}, baseUrl = provider?.baseUrl ?? '') {
  return createOpenAIModel({
    apiKey: 'key-for-tests',
    baseUrl,
    models: ['one'],
    anyModel: false,
    contextTokens: 10_000,
    firstTokenTimeoutMs: 5_000,
    silenceTimeoutMs: 5_000,
    ...settings,
  })
}

async function run(request: Partial<ModelRequest> = {}, model = createModel()) {
  const pieces: string[] = []
  const sink = { text: (piece: string) => void pieces.push(piece), wait() {} }
  const turns = [{ role: 'user' as const, content: 'hello' }]
  const streaming = model.stream({ model: 'one', turns, signal: new AbortController().signal, ...request }, sink)
  const outcome = await streaming.then(
    result => ({ result, failure: undefined }),
    failure => {
      if (failure.code === undefined) throw failure
      return { result: undefined, failure }
    },
  )
  return { ...outcome, pieces, text: pieces.join('') }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 2))
}
