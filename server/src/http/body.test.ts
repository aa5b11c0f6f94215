import { PassThrough } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createFakeClock } from '../lib/fake-clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { readBytes, readJson } from './body.ts'
import type { Ctx } from './context.ts'

const schema = z.object({ name: z.string() })
const sending = (headers: Record<string, string> = {}) =>
  Object.assign(new PassThrough(), { headers }) as unknown as IncomingMessage & PassThrough
const context = (incoming: IncomingMessage, maxBodyBytes: number) =>
  ({ env: { incoming }, get: () => maxBodyBytes }) as unknown as Ctx

function read(
  body: string | Buffer,
  { type = 'application/json', max = 2_000_000, whenEmpty = undefined as object | undefined } = {},
) {
  const incoming = sending({ 'content-type': type })
  incoming.end(body)
  return readJson(context(incoming, max), schema, whenEmpty).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    expect(error.message).not.toContain('SEEDED')
    return error.code
  })
}

it('is read by its schema; what the schema does not know is dropped', async () => {
  expect(await read('{"name":"Ana","rev":7}')).toEqual({ name: 'Ana' })
  expect(await read('{"name":"Ana"}', { type: 'application/merge-patch+json; charset=utf-8' })).toEqual({ name: 'Ana' })
})

it('may be left out where something stands for it', async () => {
  expect(await read('', { whenEmpty: { name: 'nobody' } })).toEqual({ name: 'nobody' })
  expect(await read('')).toBe('malformed_json')
})

it.each([
  ['is no JSON', '{"name": SEEDED', 'malformed_json'],
  ['is no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'malformed_json'],
  ['is nested too deeply', '{"name":"SEEDED","x":' + '['.repeat(100_000) + ']'.repeat(100_000) + '}', 'malformed_json'],
  ['is nested without end', '['.repeat(1_000_000), 'malformed_json'],
  ['has too many members', `[${'1,'.repeat(200_000)}1]`, 'malformed_json'],
  ['reaches for the prototype', '{"name":"SEEDED","__proto__":{"admin":true}}', 'malformed_json'],
  ['has a field of another type', '{"name":{"a":"SEEDED"}}', 'invalid_request'],
  ['is a list', '["SEEDED"]', 'invalid_request'],
  ['is null', 'null', 'invalid_request'],
])('is refused where it %s', async (_, body, code) => {
  expect(await read(body)).toBe(code)
})

it('may speak of brackets and of prototypes within its text', async () => {
  const name = `${'['.repeat(100)} "__proto__": \\ "`
  expect(await read(JSON.stringify({ name }))).toEqual({ name })
})

it('is refused where it plainly is something else', async () => {
  expect(await read('name=Ana', { type: 'application/x-www-form-urlencoded' })).toBe('unsupported_media_type')
  expect(await read('{"name":"Ana"}', { type: 'text/plain' })).toBe('unsupported_media_type')
})

it('is cut where it grows over the limit, before it is whole', async () => {
  const incoming = sending()
  const reading = readBytes(incoming, 10)
  incoming.write('12345678901')
  await expect(reading).rejects.toMatchObject({ code: 'body_too_large' })
})

it('is waited for a minute', async () => {
  const clock = createFakeClock()
  const incoming = sending()
  const reading = readBytes(incoming, 10, clock).catch((error: unknown) => error)
  incoming.write('12')
  await clock.advance(60_000)
  expect(await reading).toMatchObject({ code: 'request_timeout' })
})

it('is refused where the sender goes away midway', async () => {
  const incoming = sending()
  const reading = readBytes(incoming, 10)
  incoming.write('12')
  incoming.destroy()
  await expect(reading).rejects.toMatchObject({ code: 'invalid_request' })
})
