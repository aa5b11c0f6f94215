import { describe, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import type { Person } from './world/person.ts'
import { at, type Pod } from './world/pod.ts'
import { inPods, type World } from './world/world.ts'

const DRAIN_MS = 1_000
/** A lease, and the beats of those who look for one that has ended. */
const TAKEN_OVER_MS = 15_000
/** Nobody waits for a lease that its owner has given back. */
const HANDED_OVER_MS = 2_000
const PATIENTLY = { timeout: 10_000 }

/** Each waits for most of its time, all of them at once. Who is killed or asked to leave does not come back. */
describe.concurrent('a pod', () => {
  inPods(
    world => {
      test('killed with text to be seen: it is interrupted with all of it, and goes on when asked', async ({
        expect,
      }) => {
        const { first: doomed, last } = podsOf(world)
        const model = 'tokens-60.rate-20.seen'
        const { ana, elsewhere } = await newcomer(world, doomed, last)
        const reply = await ana.say('hello', { model })
        const readers = await Promise.all([elsewhere.follow(reply), elsewhere.follow(reply)])
        await readers[0].until(() => readers[0].text.length > 20)
        const [killedAt] = [performance.now(), await doomed.kill()]
        for (const reader of readers) expect(await reader.over).toBe('whole')
        expect(performance.now() - killedAt).toBeLessThan(TAKEN_OVER_MS)
        const row = await elsewhere.row(reply)
        expect(row).toMatchObject({
          status: 'interrupted',
          error: { code: 'server_stopped' },
          content: readers[0].text,
        })
        expect(replyText(60).startsWith(row.content)).toBe(true)
        expect(readers[1].text).toBe(row.content)
        expect(callsOf(world, model)).toBe(1)

        expect((await elsewhere.post(`/api/messages/${reply.id}/continue`)).status).toBe(202)
        const after = await elsewhere.follow(reply, readers[0].address)
        expect(await after.over).toBe('whole')
        expect(after.text).toBe(replyText(60))
        expect(await elsewhere.row(reply)).toMatchObject({ status: 'complete', content: row.content + after.text })
      }, 40_000)

      test('killed with nothing to be seen yet: another asks the model anew, and readers notice nothing', async ({
        expect,
      }) => {
        const { second: doomed, last } = podsOf(world)
        const model = 'ttft-1500.tokens-20.unseen'
        const { ana, elsewhere } = await newcomer(world, doomed, last)
        const reply = await ana.say('hello', { model })
        const waiting = await ana.say('and then?', { model: 'tokens-5' })
        const reader = await elsewhere.follow(reply)
        await expect.poll(() => callsOf(world, model), PATIENTLY).toBe(1)
        const [killedAt] = [performance.now(), await doomed.kill()]
        await reader.until(() => reader.text !== '')
        expect(performance.now() - killedAt).toBeLessThan(TAKEN_OVER_MS + 1_500)
        expect(await reader.over).toBe('whole')
        expect(reader.text).toBe(replyText(20))
        expect(reader.frames.filter(({ type }) => type === 'message_complete')).toHaveLength(1)
        expect(await elsewhere.row(reply)).toMatchObject({ status: 'complete', content: replyText(20), error: null })
        expect(callsOf(world, model)).toBe(2)
        // Whoever waited behind it has its turn.
        expect(await elsewhere.ended(waiting)).toMatchObject({ status: 'complete', content: replyText(5) })
      }, 40_000)

      test('asked to leave: what can ends, what was seen is kept, and what was not begins at once elsewhere', async ({
        expect,
      }) => {
        const { third: leaver, last } = podsOf(world)
        const { ana, elsewhere } = await newcomer(world, leaver, last)
        const say = async (model: string) => ana.say('hello', { model, conversationId: await ana.conversation() })
        const short = await say('tokens-12.rate-20.short')
        const long = await say('tokens-400.rate-20.long')
        const model = 'ttft-3000.tokens-5.handed'
        const unseen = await say(model)
        const readers = await Promise.all([short, long, unseen].map(reply => elsewhere.follow(reply)))
        for (const reader of readers.slice(0, 2)) await reader.until(() => reader.text !== '')
        await expect.poll(() => callsOf(world, model), PATIENTLY).toBe(1)
        const leaving = leaver.leave()
        const beganAt = performance.now()
        await expect.poll(() => callsOf(world, model), PATIENTLY).toBe(2)
        expect(performance.now() - beganAt).toBeLessThan(DRAIN_MS + HANDED_OVER_MS)
        expect((await leaving).code).toBe(0)
        for (const reader of readers) expect(await reader.over).toBe('whole')
        expect(await elsewhere.row(short)).toMatchObject({ status: 'complete', content: replyText(12) })
        expect(await elsewhere.row(long)).toMatchObject({
          status: 'interrupted',
          content: readers[1]?.text,
          error: { code: 'server_stopped' },
        })
        expect(await elsewhere.row(unseen)).toMatchObject({ status: 'complete', content: replyText(5) })
        expect(readers.map(({ text }) => text)).toEqual([replyText(12), readers[1]?.text, replyText(5)])
      }, 40_000)
    },
    { DRAIN_MS: String(DRAIN_MS) },
    4,
  )

  inPods(
    world => {
      const goesOn = async (end: (pod: Pod) => Promise<unknown>, doomed: Pod, last: Pod, word: string) => {
        const model = `tokens-40.rate-20.${word}`
        const { ana, elsewhere } = await newcomer(world, doomed, last)
        const reply = await ana.say('hello', { model })
        const reader = await elsewhere.follow(reply)
        await reader.until(() => reader.text.length > 20)
        await end(doomed)
        const how = await reader.over
        const [, again] = world.model.requests.filter(call => call.model === model)
        const seen = again?.messages.find(({ role }) => role === 'assistant')?.content ?? ''
        return { how, seen, text: reader.text, row: await elsewhere.row(reply), calls: callsOf(world, model) }
      }
      const whole = (seen: string) => ({ status: 'complete', content: seen + replyText(40), error: null })

      test('asked to leave, where replies go on by themselves: another goes on behind the text', async ({ expect }) => {
        const { first: leaver, last } = podsOf(world)
        const { how, seen, text, row, calls } = await goesOn(pod => pod.leave(), leaver, last, 'left')
        expect([how, calls]).toEqual(['whole', 2])
        expect(seen.length).toBeGreaterThan(20)
        expect(row).toMatchObject(whole(String(seen)))
        expect(text).toBe(row.content)
      }, 40_000)

      test('killed, where replies go on by themselves: another goes on behind the text', async ({ expect }) => {
        const { second: doomed, last } = podsOf(world)
        const { how, seen, text, row, calls } = await goesOn(pod => pod.kill(), doomed, last, 'killed')
        expect([how, calls]).toEqual(['whole', 2])
        expect(seen.length).toBeGreaterThan(20)
        expect(row).toMatchObject(whole(String(seen)))
        expect(text).toBe(row.content)
      }, 40_000)
    },
    { DRAIN_MS: String(DRAIN_MS), AUTO_CONTINUE: 'true' },
    3,
  )
})

function podsOf({ pods }: World) {
  const [first, second, third] = pods
  const last = pods.at(-1)
  if (!first || !second || !third || !last) throw new Error('there are too few pods')
  return { first, second, third, last }
}

/** Somebody whose replies one pod writes, and who reads them on another. */
async function newcomer(world: World, writing: Pod, reading: Pod): Promise<{ ana: Person; elsewhere: Person }> {
  const guest = await world.guest()
  return { ana: at(writing, guest), elsewhere: at(reading, guest) }
}

const callsOf = (world: World, model: string) => world.model.requests.filter(call => call.model === model).length
