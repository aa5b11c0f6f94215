import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { replyText } from './model/token.ts'
import { startModelServer, type ModelServer } from './model-server.ts'

let server: ModelServer
beforeAll(async () => void (server = await startModelServer()))
beforeEach(() => server.reset())
afterAll(() => server.close())

test('a name is a script', async () => {
  expect(await textOf('tokens-3')).toBe(replyText(3))
  expect(await textOf('tokens-200.size-12.pack-7')).toBe(replyText(200, 12))
  expect(await textOf('rate-500.tokens-20')).toBe(replyText(20))
  expect(await textOf('echo')).toBe('messages: 1')
  expect(await textOf('bad-utf8-1.tokens-2')).toBe(
    `${replyText(1)}bad: \ufffd\ufffd(${replyText(2).slice(replyText(1).length)}`,
  )
  expect(server.calls()).toBe(5)
  expect(server.requests[0]).toMatchObject({
    model: 'tokens-3',
    messages: [{ content: 'hi' }],
    authorization: 'Bearer x',
  })
})

test('stamped tokens say when they were written', async () => {
  expect(await textOf('tokens-2.stamped')).toMatch(/^(~[0-9a-z]+ ){2}$/)
})

test('a call fails as it is told to, and as often', async () => {
  const statuses = []
  for (let n = 0; n < 3; n++) statuses.push((await ask('status-429.after-2.flaky-2')).status)
  expect(statuses).toEqual([429, 429, 200])
  expect((await ask('status-429.after-2')).headers.get('retry-after')).toBe('2')
})

test.each(['drop-3', 'reset-3'])(
  '%s breaks the connection behind three tokens, which is not the caller leaving',
  async model => {
    const got: string[] = []
    await expect(read(await ask(model), got)).rejects.toThrow()
    expect(got.join('')).toContain('~2')
    expect(got.join('')).not.toContain('~3')
    expect(server.aborted()).toBe(0)
  },
)

test.each(['hang-3', 'endless', 'mute'])('%s goes on until its caller leaves', async model => {
  const call = new AbortController()
  const asked = ask(model, call.signal).catch(() => undefined)
  await new Promise(resolve => setTimeout(resolve, 30))
  expect(server.aborted()).toBe(0)
  call.abort()
  await asked
  await expect.poll(() => server.aborted()).toBe(1)
  expect(server.requests[0]?.aborted).toBe(true)
})

test('scripts are played in order, the last of them again and again', async () => {
  server.script([{ status: 500 }], [{ text: 'a' }, { waitMs: 1 }, { text: '"b"\n' }, { finish: 'length' }])
  expect((await ask('any')).status).toBe(500)
  expect(await textOf('any')).toBe('a"b"\n')
  expect(await textOf('any')).toBe('a"b"\n')
})

test('from outside it is told and asked over HTTP', async () => {
  const root = new URL('/', server.url)
  await fetch(new URL('__script', root), { method: 'POST', body: JSON.stringify([[{ text: 'told' }]]) })
  expect(await textOf('any')).toBe('told')
  expect(await (await fetch(new URL('__requests', root))).json()).toMatchObject({ calls: 1, aborted: 0 })
  await fetch(new URL('__requests', root), { method: 'DELETE' })
  expect([server.calls(), await textOf('echo')]).toEqual([0, 'messages: 1'])
  expect((await fetch(`${server.url}/models`)).status).toBe(200)
})

function ask(model: string, signal?: AbortSignal): Promise<Response> {
  const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'hi' }] })
  const headers = { authorization: 'Bearer x' }
  return fetch(`${server.url}/chat/completions`, { method: 'POST', body, headers, ...(signal ? { signal } : {}) })
}

async function read(response: Response, into: string[]): Promise<void> {
  for await (const bytes of response.body ?? []) into.push(Buffer.from(bytes).toString())
}

async function textOf(model: string): Promise<string> {
  const text = await (await ask(model)).text()
  const events = text.split('\n\n').filter(event => event.startsWith('data: {'))
  return events.map(event => JSON.parse(event.slice(6)).choices[0]?.delta.content ?? '').join('')
}

test('gives texts that share words vectors that are near each other, other ones for each model', async () => {
  const vectorsOf = async (model: string, input: string[]) => {
    const response = await fetch(`${server.url}/embeddings`, { method: 'POST', body: JSON.stringify({ model, input }) })
    const { data } = (await response.json()) as { data: { embedding: number[] }[] }
    return data.map(({ embedding }) => embedding)
  }
  const near = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0)
  const [cats, dogs, tax] = await vectorsOf('embed-128', [
    'cats sleep all day',
    'dogs sleep all day',
    'income tax forms',
  ])
  expect(cats).toHaveLength(128)
  expect(near(cats, cats)).toBeCloseTo(1)
  expect(near(cats, dogs)).toBeGreaterThan(near(cats, tax) + 0.3)
  expect((await vectorsOf('embed-128-other', ['cats sleep all day']))[0]).not.toEqual(cats)
  expect(server.embedded.get('embed-128')).toHaveLength(3)
  server.scriptEmbeddings(503)
  await expect(vectorsOf('embed-128', ['one'])).rejects.toThrow(TypeError)
})
