import { expect, it } from 'vitest'
import { createConnections, type Connections, type Place } from './connections.ts'

const who = { caller: { userId: 'ana', kind: 'guest', sessionId: 'one' } as const, clientAddress: '127.0.0.1' }
const nothing = { ping() {}, leave() {}, sessionEnded() {} }

/** Connections with a count of the seats that are taken. */
function begin(isAlive: (sessionId: string) => Promise<boolean> = async () => true) {
  const seats = { taken: 0 }
  const admit = async () => {
    seats.taken++
    return () => void seats.taken--
  }
  return { seats, connections: createConnections({ admit, onSessionEnded: () => () => {}, isAlive }) }
}

/** Opens a connection; resolves when it is told to leave. */
async function leaving(connections: Connections): Promise<void> {
  const place = await connections.admit(who)
  return new Promise(leave => void place.open({ ...nothing, leave }))
}

it('tells who is there to leave, and who was still coming in', async () => {
  const { connections } = begin()
  const early = leaving(connections)
  await expect.poll(() => connections.count).toBe(1)
  const told = connections.leave()
  await Promise.all([early, told, leaving(connections)])
  expect(connections.count).toBe(2)
})

it.each([
  ['has ended', async () => false],
  ['nobody can ask for', () => Promise.reject(new Error('the database is away'))],
])('ends a connection whose session %s while it was opened', async (_, isAlive) => {
  const { connections } = begin(isAlive)
  const place = await connections.admit(who)
  await new Promise<void>(sessionEnded => void place.open({ ...nothing, sessionEnded }))
})

it('leaves a place that was not opened, however the work for it ended', async () => {
  const { seats, connections } = begin()
  const taken = await connections.seated(who, async () => seats.taken)
  expect([taken, seats.taken]).toEqual([1, 0])
  const failing = connections.seated(who, () => Promise.reject(new Error('not found')))
  await expect(failing).rejects.toThrow('not found')
  expect(seats.taken).toBe(0)
})

it('keeps a place that was opened until it is closed', async () => {
  const { seats, connections } = begin()
  const { close } = await connections.seated(who, async (place: Place) => place.open(nothing))
  expect([seats.taken, connections.count, connections.users]).toEqual([1, 1, 1])
  close()
  close()
  expect([seats.taken, connections.count]).toEqual([0, 0])
})
