import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openProxy, type Proxy } from '../lib/testing/proxy.ts'
import { replyTopic, type Bus } from './bus.ts'
import { listen, soon, untilHeard } from './conformance.ts'

type Engine = { url: string; open(opening: { url: string; onTrouble: (error: Error) => void }): Bus }

/** What every bus keeps when the network between its processes fails. */
export function describeNetwork(name: string, engine: Engine): void {
  describe(`a bus whose way to ${name} fails`, () => {
    let way: Proxy
    let ana: Bus
    let ben: Bus
    let topic = ''
    const troubles: Error[] = []
    const resumed = vi.fn<() => void>()
    beforeEach(async () => {
      way = await openProxy(engine.url)
      topic = replyTopic(randomUUID())
      troubles.length = 0
      resumed.mockClear()
      ana = engine.open({ url: way.url, onTrouble: error => troubles.push(error) })
      ben = engine.open({ url: way.url, onTrouble: () => {} })
    })
    afterEach(async () => {
      await Promise.all([ana.close(), ben.close()])
      await way.close()
    })
    const untilResumed = () => soon(() => expect(resumed).toHaveBeenCalled())

    it('says so when it was cut off, once it hears everything again', async () => {
      const there = listen(ana, topic)
      await untilHeard(ben, topic, there)
      ana.onResume(resumed)
      way.cut()
      await soon(() => expect(troubles).toHaveLength(1))
      const during = listen(ana, `${topic}.2`)
      for (let n = 0; n < 1_000; n++) {
        ben.publish(topic, { lost: n })
        ana.publish(topic, { lost: n })
      }
      expect(resumed).not.toHaveBeenCalled()
      way.heal()
      await untilResumed()
      await untilHeard(ben, topic, there)
      await untilHeard(ben, `${topic}.2`, during)
      expect(there.hints()).toEqual([])
      expect(troubles).toHaveLength(1)
      way.cut()
      await soon(() => expect(troubles).toHaveLength(2))
    })

    it('goes on telling those who stay, and not those who left meanwhile', async () => {
      const [left, stays] = [listen(ana, topic), listen(ana, topic)]
      await untilHeard(ben, topic, left, stays)
      way.cut()
      await soon(() => expect(troubles).toHaveLength(1))
      left.stop()
      left.heard.length = 0
      way.heal()
      await untilHeard(ben, topic, stays)
      expect(left.heard).toEqual([])
    })

    it('notices a server that answers no more, and goes on once it does', async () => {
      const there = listen(ana, topic)
      await untilHeard(ben, topic, there)
      ana.onResume(resumed)
      way.hang()
      await soon(() => expect(troubles).toHaveLength(1))
      ana.publish(topic, { lost: true })
      way.heal()
      await untilResumed()
      await untilHeard(ben, topic, there)
      expect(there.hints()).toEqual([])
    })

    it('starts while the server is away, and resumes when it comes', async () => {
      way.cut()
      const troubled = vi.fn<(error: Error) => void>()
      const early = engine.open({ url: way.url, onTrouble: troubled })
      try {
        early.onResume(resumed)
        const there = listen(early, topic)
        await soon(() => expect(troubled).toHaveBeenCalledOnce())
        way.heal()
        await untilResumed()
        await untilHeard(ben, topic, there)
        expect(troubled).toHaveBeenCalledOnce()
      } finally {
        await early.close()
      }
    })

    it('closes while the server is away, or answers nothing, and leaves no connection', async () => {
      await untilHeard(ben, topic, listen(ana, topic))
      way.hang()
      await soon(() => expect(troubles).toHaveLength(1))
      const beganAt = performance.now()
      await Promise.all([ana.close(), ben.close()])
      expect(performance.now() - beganAt).toBeLessThan(5_000)
      await soon(() => expect(way.open()).toBe(0))
    })
  })
}
