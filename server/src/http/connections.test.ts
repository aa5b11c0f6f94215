import { expect, it } from 'vitest'
import { createConnections, type Connected } from './connections.ts'

const who = { caller: { userId: 'ana', kind: 'guest', sessionId: 'one' } as const, clientAddress: '127.0.0.1' }

/** Opens a connection; the promise resolves when it is told to leave. */
function arrive(connections: ReturnType<typeof createConnections>): Promise<void> {
  return new Promise(resolve => {
    const connected: Connected = { ping() {}, leave: resolve, sessionEnded() {} }
    connections.open(who, connected)
  })
}

it('tells who is there to leave, and who was still coming in', async () => {
  const connections = createConnections({ admit: () => () => {}, onSessionEnded: () => () => {} })
  const early = arrive(connections)
  const told = connections.leave()
  const late = arrive(connections)
  await Promise.all([early, told, late])
  expect(connections.count).toBe(2)
})
