import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { replyTopic, workTopic, type Bus, type Hint } from './bus.ts'

/** Where processes tell each other. */
export type BusPlace = {
  /** A process that starts here. */
  open(): Bus
  /** Those who speak the language of the network, but are none of our processes. */
  outside?: {
    publish(topic: string, text: string): Promise<void>
    /** Waits for work, and keeps what comes. */
    take?(topic: string): Promise<string[]>
  }
  remove(): Promise<void>
}

/** Hints that no bus can pass on, or not every bus. */
const circular: Hint = {}
circular.self = circular
const UNTELLABLE: Hint[] = [circular, { big: 1n }, { text: 'x'.repeat(3_000_000) }, { toJSON: () => undefined }]

/** What every bus keeps, whatever stands behind it. */
export function describeBus(name: string, makePlace: () => Promise<BusPlace>): void {
  describe(`a bus: ${name}`, () => {
    let place: BusPlace
    let ana: Bus
    let ben: Bus
    let topic = ''
    beforeEach(async () => {
      place = await makePlace()
      ana = place.open()
      ben = place.open()
      topic = replyTopic(randomUUID())
    })
    afterEach(async () => {
      await ana.close()
      await ben.close()
      await place.remove()
    })

    it('tells everybody who listens, in the same process and in another, once each', async () => {
      const listeners = [listen(ana, topic), listen(ana, topic), listen(ben, topic)]
      await untilHeard(ana, topic, ...listeners)
      ana.publish(topic, { n: 1, text: 'wörld 👋' })
      ana.publish(topic, { n: 2 })
      await soon(() => {
        for (const { hints } of listeners) expect(hints()).toEqual([{ n: 1, text: 'wörld 👋' }, { n: 2 }])
      })
    })

    it('tells nobody of another topic, nor who has left', async () => {
      const [other, there] = [listen(ben, replyTopic(randomUUID())), listen(ben, topic)]
      const [left, leftBefore] = [listen(ben, topic), listen(ana, topic)]
      await untilHeard(ana, topic, there, left)
      left.stop()
      leftBefore.stop()
      ana.publish(topic, { n: 1 })
      await soon(() => expect(there.hints()).toEqual([{ n: 1 }]))
      expect([left.hints(), leftBefore.hints(), other.hints()]).toEqual([[], [], []])
    })

    it('hears nothing more once the last has left, and again when somebody comes back', async () => {
      const [first, marker] = [listen(ben, topic), `${topic}.marker`]
      const end = listen(ben, marker)
      await untilHeard(ana, topic, first)
      await untilHeard(ana, marker, end)
      first.stop()
      ana.publish(topic, { n: 1 })
      ana.publish(marker, { end: true })
      await soon(() => expect(end.hints()).toHaveLength(1))
      expect(first.hints()).toEqual([])
      for (let times = 0; times < 10; times++) listen(ben, topic).stop()
      const back = listen(ben, topic)
      await untilHeard(ana, topic, back)
      ana.publish(topic, { n: 2 })
      await soon(() => expect(back.hints()).toEqual([{ n: 2 }]))
    })

    it('counts each subscription, also of one listener, and a departure once', async () => {
      const heard: Hint[] = []
      const listener = (hint: Hint) => void (hint.probe ?? heard.push(hint))
      const [stop, stopToo, there] = [
        ben.subscribe(topic, listener),
        ben.subscribe(topic, listener),
        listen(ben, topic),
      ]
      await untilHeard(ana, topic, there)
      stop()
      stop()
      ana.publish(topic, { n: 1 })
      await soon(() => expect(there.hints()).toHaveLength(1))
      expect(heard).toEqual([{ n: 1 }])
      stopToo()
    })

    it('tells a thousand hints in their order', async () => {
      const [near, far] = [listen(ana, topic), listen(ben, topic)]
      await untilHeard(ana, topic, near, far)
      const hints = Array.from({ length: 1_000 }, (_, n) => ({ n }))
      for (const hint of hints) ana.publish(topic, hint)
      await soon(() => expect([far.hints().length, near.hints().length]).toEqual([1_000, 1_000]))
      expect(far.hints()).toEqual(hints)
      expect(near.hints()).toEqual(hints)
    })

    it('never throws for what cannot be told, and goes on', async () => {
      const there = listen(ben, topic)
      await untilHeard(ana, topic, there)
      for (const hint of UNTELLABLE) ana.publish(topic, hint)
      ana.publish(topic, { n: 1 })
      await soon(() => expect(there.hints()).toContainEqual({ n: 1 }))
    })

    it('never throws once it is closed', async () => {
      const { stop } = listen(ana, topic)
      await ana.close()
      ana.publish(topic, { n: 1 })
      ana.onResume(() => {})()
      listen(ana, topic).stop()
      stop()
    })

    it('says that nobody was there to take the work', async () => {
      await untilHeard(ana, topic, listen(ben, topic))
      expect(await ana.offer(workTopic(randomUUID()), { message_id: 'of a reply' })).toBe(false)
    })

    it('drops what is no hint, from whomever', async context => {
      const { outside } = place
      if (!outside) return context.skip('nobody is outside')
      const there = listen(ana, topic)
      await untilHeard(ben, topic, there)
      const garbage = ['', '{', '"text"', '12', 'null', '[{}]', '\u0000', '{"n":1}']
      for (const text of garbage) await outside.publish(topic, text)
      await soon(() => expect(there.hints()).toEqual([{ n: 1 }]))
    })

    it('offers work to those outside who wait for it', async context => {
      const { outside } = place
      if (!outside?.take) return context.skip('nobody outside takes work')
      await untilHeard(ana, topic, listen(ben, topic))
      const conversation = randomUUID()
      const taken = await outside.take(workTopic(conversation))
      expect(await ana.offer(workTopic(conversation), { message_id: 'of a reply' })).toBe(true)
      await soon(() => expect(taken).toEqual(['{"message_id":"of a reply"}']))
    })
  })
}

type Listener = { hints(): Hint[]; heard: Hint[]; stop: () => void }

export function listen(bus: Bus, topic: string): Listener {
  const heard: Hint[] = []
  const stop = bus.subscribe(topic, hint => heard.push(hint))
  return { heard, stop, hints: () => heard.filter(hint => hint.probe === undefined) }
}

/** A subscription takes a moment to be known on a network. */
export async function untilHeard(from: Bus, topic: string, ...listeners: Listener[]): Promise<void> {
  const probe = randomUUID()
  await soon(() => {
    from.publish(topic, { probe })
    for (const { heard } of listeners) expect(heard).toContainEqual({ probe })
  })
}

/** Patient with a machine under load. */
export function soon(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 20 })
}
