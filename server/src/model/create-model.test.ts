import { expect, test } from 'vitest'
import { createModel } from './create-model.ts'
import { reply, startFakeProvider, stream } from './fake-provider.ts'

const settings = {
  modelProvider: 'openai' as const,
  openaiBaseUrl: 'http://127.0.0.1:9/v1',
  models: ['one'],
  anyModel: false,
  modelContextTokens: 10_000,
  modelFirstTokenTimeoutMs: 1_000,
  modelSilenceTimeoutMs: 1_000,
  delayMs: 0,
}

test('without a provider the demo answers', async () => {
  const model = await createModel({ ...settings, modelProvider: 'demo' })
  expect(model.models()).toMatchObject([{ id: 'demo', demo: true, default: true }])
})

test('a provider without a key is a real one', async () => {
  const provider = await startFakeProvider(response => stream(response).end(reply('hello')))
  const model = await createModel({ ...settings, openaiBaseUrl: provider.baseUrl })
  expect(model.models()).toEqual([{ id: 'one', name: 'one', demo: false, default: true, context_window: 10_000 }])
  let text = ''
  const request = {
    model: 'one',
    turns: [{ role: 'user' as const, content: 'hi' }],
    signal: new AbortController().signal,
  }
  await model.stream(request, { text: piece => (text += piece), wait() {} })
  expect(text).toBe('hello')
  await provider.close()
})
