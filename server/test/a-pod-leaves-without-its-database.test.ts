import { describe, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { openProxy } from '../src/lib/testing/proxy.ts'
import { at } from './world/pod.ts'
import { inPods } from './world/world.ts'

/** What is to be handed over is waited for, and then the last readers. */
const GONE_MS = 5_000 + 3_000 + 1_000
/** A lease, and the beats of those who look for one that has ended. */
const TAKEN_OVER_MS = 15_000

describe.concurrent('a pod that is asked to leave', () => {
  inPods(
    world => {
      test.for([
        ['is away', 'cut', 0],
        ['hangs', 'hang', 1],
      ] as const)(
        'goes in time where its database %s, and another ends its reply with all that was seen',
        { timeout: 40_000 },
        async ([, fault, index], { expect }) => {
          const [pod, other] = [world.pods[index], world.pods[2]]
          if (!pod || !other) throw new Error('there are too few pods')
          await pod.leave()
          const way = await openProxy(world.env.DATABASE_URL ?? '')
          await pod.start({ DATABASE_URL: way.url })
          const ana = await world.guest()
          const reply = await at(pod, ana).say('hello', { model: `hang-3.${index}` })
          const reader = await at(other, ana).follow(reply)
          await reader.until(() => reader.text === replyText(3))
          way[fault]()
          const { code, ms } = await pod.leave()
          expect([code, ms < GONE_MS]).toEqual([0, true])
          const leftAt = performance.now()
          expect(await reader.over).toBe('whole')
          expect(performance.now() - leftAt).toBeLessThan(TAKEN_OVER_MS)
          expect(await at(other, ana).row(reply)).toMatchObject({ status: 'interrupted', content: replyText(3) })
          await way.close()
        },
      )
    },
    { DRAIN_MS: '1s' },
  )
})
