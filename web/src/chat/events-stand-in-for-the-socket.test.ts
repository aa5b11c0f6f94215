import type { ServerFrame } from '@folio/protocol'
import { expect, test } from 'vitest'
import { openEvents } from './link-events.ts'
import { settle } from './testing/fake-clock.ts'

type Stream = {
  path: string
  say(event: string, data: object): Promise<void>
  end(): Promise<void>
  signal: AbortSignal
}

function open(after = 0) {
  const streams: Stream[] = []
  const frames: ServerFrame[] = []
  const closed: number[] = []
  const link = openEvents(
    async (path, init) => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const writer = writable.getWriter()
      const bytes = (text: string) => new TextEncoder().encode(text)
      streams.push({
        path,
        signal: init?.signal as AbortSignal,
        async say(event, data) {
          await writer.write(bytes(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
          await pass()
        },
        async end() {
          await writer.close()
          await pass()
        },
      })
      return new Response(readable)
    },
    after,
    { onFrame: frame => frames.push(frame), onClose: code => closed.push(code) },
  )
  return { link, frames, closed, stream: (at: number) => streams[at] as Stream, streams }
}

const pass = () => new Promise(resolve => setTimeout(resolve, 5))

test('the feed goes on where it was', async () => {
  const { stream, frames } = open(7)
  await settle()
  expect(stream(0).path).toBe('/api/events?after=7')
  await stream(0).say('ping', { timestamp: 'now' })
  expect(frames).toEqual([{ type: 'ping', timestamp: 'now' }])
})

test('a followed reply has a stream of its own, which alone tells of its end', async () => {
  const { link, stream, frames } = open()
  link.send({ type: 'follow', message_id: 'r', after: '1.4' })
  await settle()
  expect(stream(1).path).toBe('/api/messages/r/events?after=1.4')
  await stream(0).say('message_complete', { message_id: 'r' })
  await stream(0).say('message_complete', { message_id: 'other' })
  await stream(1).say('chunk', { message_id: 'r', chunk: 'x' })
  await stream(1).say('message_complete', { message_id: 'r' })
  expect(frames.map(frame => `${frame.type} ${'message_id' in frame ? frame.message_id : ''}`)).toEqual([
    'message_complete other',
    'chunk r',
    'message_complete r',
  ])
})

test('a feed that ends closes everything, once', async () => {
  const { link, stream, closed } = open()
  link.send({ type: 'follow', message_id: 'r' })
  await settle()
  await stream(0).end()
  expect(closed).toEqual([0])
  expect(stream(1).signal.aborted).toBe(true)
})

test('what is left is not read on, and closing is not told of', async () => {
  const { link, stream, closed, frames } = open()
  link.send({ type: 'follow', message_id: 'r' })
  await settle()
  link.send({ type: 'unfollow', message_id: 'r' })
  expect(stream(1).signal.aborted).toBe(true)
  link.close()
  await stream(0).say('ping', {})
  expect([closed, frames]).toEqual([[], []])
})
