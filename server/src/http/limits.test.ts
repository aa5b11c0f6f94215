import { expect, it } from 'vitest'
import { createFakeClock } from '../lib/fake-clock.ts'
import { createInProcessLimits } from '../limits/in-process.ts'
import { createConnectionLimits } from './limits.ts'

const caller = (userId: string) => ({ userId, kind: 'guest' as const, sessionId: `${userId}-1` })
const admitting = (most: { perUser: number; perIp: number; perPod: number }) =>
  createConnectionLimits({ limits: createInProcessLimits({ clock: createFakeClock() }), ...most })

it('counts open connections by user, by address and for the process, each until it is closed', async () => {
  const admit = admitting({ perUser: 1, perIp: 2, perPod: 3 })
  const closeAna = await admit(caller('ana'), 'a')
  await expect(admit(caller('ana'), 'b')).rejects.toThrow('You have too many')
  await admit(caller('ben'), 'a')
  await expect(admit(caller('cleo'), 'a')).rejects.toThrow('Your address')
  await admit(undefined, 'b')
  await expect(admit(caller('dora'), 'c')).rejects.toThrow('This server')
  closeAna()
  closeAna()
  await admit(caller('ana'), 'a')
  await expect(admit(caller('dora'), 'c')).rejects.toThrow('This server')
})

it('lets no more in than there is room for, also of those who come at once', async () => {
  const admit = admitting({ perUser: 100, perIp: 100, perPod: 3 })
  const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => admit(caller(`${n}`), `${n}`)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
})
