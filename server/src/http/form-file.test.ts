import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { FORM_TYPE, formOf, headOf } from '../../test/world/form.ts'
import { createFakeClock } from '../lib/fake-clock.ts'
import { FORM_BYTES, receiveFile, type FormFile } from './form-file.ts'

const MAX = 100_000
const take = async ({ name, mediaType, body }: FormFile) => ({
  name,
  mediaType,
  bytes: (await buffer(body)).toString(),
})

function sending(headers: Record<string, string> = { 'content-type': FORM_TYPE }) {
  return Object.assign(new PassThrough(), { headers }) as unknown as IncomingMessage & PassThrough
}

function receive(incoming: IncomingMessage, clock = createFakeClock()) {
  return receiveFile(incoming, { maxBytes: MAX, clock }, take).catch((error: unknown) => error)
}

async function receiveAll(body: Buffer | string, type = FORM_TYPE) {
  const incoming = sending({ 'content-type': type })
  incoming.end(body)
  return receive(incoming)
}

it('gives the file, and what the form says of it', async () => {
  const { body } = formOf(
    { field: 'about', bytes: 'something' },
    { name: 'été 文.md', type: 'text/markdown', bytes: 'hello\r\n--world' },
  )
  expect(await receiveAll(body)).toEqual({ name: 'été 文.md', mediaType: 'text/markdown', bytes: 'hello\r\n--world' })
})

it('takes a file that comes byte by byte', async () => {
  const incoming = sending()
  const received = receive(incoming)
  for (const byte of formOf({ name: 'a.txt', bytes: 'hello' }).body) incoming.write(Buffer.from([byte]))
  incoming.end()
  expect(await received).toMatchObject({ bytes: 'hello' })
})

it('takes a file of exactly the size there may be, and an empty one', async () => {
  expect(await receiveAll(formOf({ name: 'a', bytes: 'x'.repeat(MAX) }).body)).toMatchObject({ bytes: 'x'.repeat(MAX) })
  expect(await receiveAll(formOf({ name: 'a', bytes: '' }).body)).toMatchObject({ bytes: '' })
})

const whole = formOf({ name: 'a.txt', bytes: 'hello' }).body
it.each([
  ['a file that is too large', formOf({ name: 'a', bytes: 'x'.repeat(MAX + 1) }).body, 'body_too_large'],
  ['two files', formOf({ name: 'a', bytes: 'a' }, { name: 'b', bytes: 'b' }).body, 'invalid_request'],
  ['a file in another field', formOf({ field: 'document', name: 'a', bytes: 'a' }).body, 'invalid_request'],
  ['a form without a file', formOf({ field: 'about', bytes: 'a' }).body, 'invalid_request'],
  ['an empty form', formOf().body, 'invalid_request'],
  ['no form at all', 'hello', 'invalid_request'],
  ['nothing', '', 'invalid_request'],
  ['a form without its end', whole.subarray(0, -10), 'invalid_request'],
  ['a form that ends in its file', whole.subarray(0, whole.indexOf('llo')), 'invalid_request'],
  ['a form that ends in a head', whole.subarray(0, 60), 'invalid_request'],
  ['endless words before the form', 'x'.repeat(MAX + FORM_BYTES + 1), 'body_too_large'],
  [
    'endless fields',
    formOf(...Array.from({ length: 5_000 }, (_, n) => ({ field: `field-${n}`, bytes: 'x' }))).body,
    'body_too_large',
  ],
])('refuses %s', async (_, body, code) => {
  expect(await receiveAll(body)).toMatchObject({ name: 'Refusal', code })
})

it.each([
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/mixed; boundary=x',
  'multipart/form-data',
])('refuses what is %s', type => {
  expect(() => receiveFile(sending({ 'content-type': type }), { maxBytes: MAX }, take)).toThrow()
})

it('is refused where the sender goes away midway', async () => {
  const incoming = sending()
  const received = receive(incoming)
  incoming.write(headOf({ name: 'a' }))
  incoming.write('hello')
  incoming.destroy()
  expect(await received).toMatchObject({ code: 'invalid_request' })
})

it('waits as long as it goes on, and a minute where it does not', async () => {
  const clock = createFakeClock()
  const incoming = sending()
  const received = receive(incoming, clock)
  incoming.write(headOf({ name: 'a' }))
  incoming.write('x'.repeat(70_000))
  await clock.advance(59_000)
  expect(clock.timers()).toBe(1)
  await clock.advance(2_000)
  incoming.write('x'.repeat(10))
  expect(clock.timers()).toBe(1)
  await clock.advance(60_000)
  expect(await received).toMatchObject({ code: 'request_timeout' })
  expect(clock.timers()).toBe(0)
})

it('stops where whoever takes it has had enough, and says what they said', async () => {
  const incoming = sending()
  const enough = new Error('enough')
  const received = receiveFile(incoming, { maxBytes: MAX, clock: createFakeClock() }, async ({ body }) => {
    for await (const _ of body) throw enough
  }).catch((error: unknown) => error)
  incoming.write(headOf({ name: 'a' }))
  incoming.write('x'.repeat(1_000))
  expect(await received).toBe(enough)
  expect(incoming.isPaused()).toBe(true)
})

it('says nothing before whoever takes it has taken back what was begun', async () => {
  const incoming = sending()
  const steps: string[] = []
  const received = receiveFile(incoming, { maxBytes: MAX, clock: createFakeClock() }, async ({ body }) => {
    try {
      for await (const _ of body) steps.push('some')
    } finally {
      await new Promise(resolve => setImmediate(resolve))
      steps.push('taken back')
    }
  }).catch(() => steps.push('told'))
  incoming.write(headOf({ name: 'a' }))
  incoming.write('x'.repeat(1_000))
  await expect.poll(() => steps).toEqual(['some'])
  incoming.destroy()
  await received
  expect(steps).toEqual(['some', 'taken back', 'told'])
})
