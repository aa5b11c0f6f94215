import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createPodProxy } from './pod-proxy.mjs'
import { freePorts } from './pods.mjs'

const open = []
afterEach(async () => {
  for (const end of open.splice(0)) await end()
})

it('gives each connection to the next pod', async () => {
  const { ask } = await world(['a', 'b', 'c'])
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual(['a', 'b', 'c', 'a'])
})

it('passes over a pod that refuses, and asks it again when it is back', async () => {
  const { ask, pods } = await world(['a', 'b'])
  await pods[0].die()
  expect([await ask(), await ask(), await ask()]).toEqual(['b', 'b', 'b'])
  await pods[0].live()
  expect([await ask(), await ask()].toSorted()).toEqual(['a', 'b'])
})

it('sends a client away where no pod lives', async () => {
  const { ask, pods } = await world(['a'])
  await pods[0].die()
  expect(await ask()).toBe('')
})

it('carries bytes both ways, also to a client that has ended its half', async () => {
  const { connectTo } = await world(['a'], { echo: true })
  const client = await connectTo()
  const bytes = Buffer.alloc(300_000, 'x')
  client.end(bytes)
  expect(Buffer.concat(await client.toArray()).length).toBe(1 + bytes.length)
})

it('breaks off where the pod breaks off', async () => {
  const { connectTo, pods } = await world(['a'], { echo: true })
  const client = await connectTo()
  await once(client, 'data')
  const broken = once(client, 'error')
  pods[0].reset()
  expect((await broken)[0].code).toBe('ECONNRESET')
})

it('lets nobody in once it leaves', async () => {
  const { connectTo, proxy } = await world(['a'])
  proxy.leave()
  await expect(connectTo()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

/** Pods that say their name, and then end, or with `echo` say everything again that they hear. */
async function world(names, { echo = false } = {}) {
  const ports = await freePorts(names.length)
  const pods = names.map((name, index) => createPod(name, ports[index], echo))
  for (const pod of pods) await pod.live()
  const proxy = createPodProxy(ports)
  const port = await proxy.listen(0, '127.0.0.1')
  open.push(() => proxy.close(), ...pods.map(pod => pod.die))
  const connectTo = async () => {
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(client, 'connect')
    return client
  }
  const ask = async () => {
    const client = await connectTo()
    const answer = String(Buffer.concat(await client.toArray()))
    client.end()
    return answer
  }
  return { proxy, pods, connectTo, ask }
}

function createPod(name, port, echo) {
  const sockets = new Set()
  let server
  return {
    async live() {
      server = createServer({ allowHalfOpen: true }, socket => {
        sockets.add(socket)
        socket.on('error', () => socket.destroy())
        if (!echo) return socket.end(name)
        socket.write(name)
        socket.pipe(socket)
      }).listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    async die() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => void server.close(resolve))
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy()
    },
  }
}
