import type { ServerFrame } from '@folio/protocol'
import { expect, test } from 'vitest'
import { createConnection } from './connection.ts'
import type { LinkHandlers } from './link.ts'
import { createFakeClock } from './testing/fake-clock.ts'
import { TRANSITIONS } from './transitions.ts'

const HELLO: ServerFrame = { type: 'connected', connection_id: 'c', pod_id: 'p' }

function connect({ quietMs = 15_000 } = {}) {
  const clock = createFakeClock()
  const links: (LinkHandlers & { asked: number; closed: boolean })[] = []
  const states: string[] = []
  let opened = 0
  const connection = createConnection({
    open(handlers) {
      const link = { ...handlers, asked: 0, closed: false }
      links.push(link)
      return { send() {}, ask: () => void link.asked++, close: () => void (link.closed = true) }
    },
    clock,
    quietMs: () => quietMs,
    onOpen: () => opened++,
    onState: state => states.push(state),
    onFrame() {},
  })
  connection.start()
  const last = () => links.at(-1) as (typeof links)[number]
  return { clock, connection, links, states, last, opened: () => opened }
}

test('every state says what each event makes of it', () => {
  const events = Object.keys(TRANSITIONS.off).toSorted()
  for (const row of Object.values(TRANSITIONS)) expect(Object.keys(row).toSorted()).toEqual(events)
  for (const row of Object.values(TRANSITIONS)) expect(row.stop).toBe('off')
})

test('it is live with the first frame, and opens once', () => {
  const { states, last, opened } = connect()
  last().onFrame(HELLO)
  last().onFrame({ type: 'ping', timestamp: '' })
  expect(states).toEqual(['opening', 'live'])
  expect(opened()).toBe(1)
})

test('silence is asked about, then doubted, then another connection is made', async () => {
  const { clock, states, last, links } = connect()
  last().onFrame(HELLO)
  await clock.pass(15_000)
  expect(last().asked).toBe(1)
  await clock.pass(1_000)
  expect(states.at(-1)).toBe('doubtful')
  await clock.pass(6_000)
  expect(links).toHaveLength(2)
  expect(links[0]?.closed).toBe(true)
})

test('any answer ends the doubt, on the same connection', async () => {
  const { clock, states, last, links, opened } = connect()
  last().onFrame(HELLO)
  await clock.pass(16_000)
  last().onFrame({ type: 'ack' })
  expect(states.at(-1)).toBe('live')
  expect([links.length, opened()]).toEqual([1, 1])
})

test('it waits longer from one failed attempt to the next', async () => {
  const { clock, last, links } = connect()
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    last().onClose(1006)
    const before = clock.now()
    while (links.length === i + 1) await clock.pass(50)
    waits.push(clock.now() - before)
  }
  expect(waits[0]).toBeLessThanOrEqual(250)
  expect(waits.at(-1)).toBe(7_500)
  expect(waits.toSorted((a, b) => a - b)).toEqual(waits)
})

test('an attempt that brings nothing is given up', async () => {
  const { clock, states } = connect()
  await clock.pass(8_000)
  expect(states.at(-1)).toBe('waiting')
})

test('a server that leaves is left within two seconds, though it still speaks', async () => {
  const { clock, last, links } = connect()
  last().onFrame(HELLO)
  last().onFrame({ type: 'reconnect', reason: 'leaving' })
  const first = last()
  await clock.pass(900)
  first.onFrame({ type: 'ping', timestamp: '' })
  await clock.pass(200)
  expect(links).toHaveLength(2)
  first.onClose(1012)
  expect(links).toHaveLength(2)
})

test('a hint asks at once where there is a connection, and connects at once where there is none', async () => {
  const { connection, last, links } = connect()
  last().onFrame(HELLO)
  connection.check()
  expect(last().asked).toBe(1)
  last().onClose(1006)
  connection.check()
  expect(links).toHaveLength(2)
})

test('what was stopped stays stopped', async () => {
  const { clock, connection, last, links } = connect()
  last().onFrame(HELLO)
  connection.stop()
  await clock.pass(60_000)
  expect([links.length, last().closed, connection.state()]).toEqual([1, true, 'off'])
})
