import { expect, it } from 'vitest'
import { createConnectionLimits } from './limits.ts'

const caller = (userId: string) => ({ userId, kind: 'guest' as const, sessionId: `${userId}-1` })

it('counts open connections by user, by address and for the process, each until it is closed', () => {
  const limits = createConnectionLimits({ perUser: 1, perIp: 2, perPod: 3 })
  const closeAna = limits.open(caller('ana'), 'a')
  expect(() => limits.open(caller('ana'), 'b')).toThrow('You have too many')
  limits.open(caller('ben'), 'a')
  expect(() => limits.open(caller('cleo'), 'a')).toThrow('Your address')
  limits.open(undefined, 'b')
  expect(() => limits.open(caller('dora'), 'c')).toThrow('This server')
  expect(limits.active).toBe(3)
  closeAna()
  closeAna()
  expect(limits.active).toBe(2)
  limits.open(caller('ana'), 'a')
})
