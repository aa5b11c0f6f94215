import { afterAll, expect, it } from 'vitest'
import { createPasswords } from './password.ts'

const quick = createPasswords({ cost: 4 })
afterAll(() => quick.close())

it('knows a password again, and no other', async () => {
  const hash = await quick.hash('correct horse')
  expect(hash).toMatch(/^\$2b\$04\$/)
  expect(await quick.verify('correct horse', hash)).toBe(true)
  expect(await quick.verify('correct horsf', hash)).toBe(false)
})

it('refuses what bcrypt would cut or take for another', async () => {
  await expect(quick.hash('ä'.repeat(37))).rejects.toMatchObject({ reason: 'too_long' })
  await expect(quick.hash('a\0b')).rejects.toMatchObject({ reason: 'nul' })
  const longest = 'x'.repeat(72)
  const hash = await quick.hash(longest)
  expect(await quick.verify(longest, hash)).toBe(true)
  expect(await quick.verify(`${longest}y`, hash)).toBe(false)
})

it('works as long for nobody as for somebody, and says no', async () => {
  const real = createPasswords({ cost: 10 })
  const hash = await real.hash('right')
  const time = async (of: string | undefined) => {
    const started = performance.now()
    expect(await real.verify('wrong', of)).toBe(false)
    return performance.now() - started
  }
  const [somebody, nobody] = [await time(hash), await time(undefined)]
  await real.close()
  expect(nobody).toBeGreaterThan(somebody / 4)
})

it('refuses more than fifty at once, and goes on afterwards', async () => {
  const tries = Array.from({ length: 60 }, () => quick.verify('x', undefined))
  const results = await Promise.allSettled(tries)
  const refused = results.filter(result => result.status === 'rejected')
  expect(refused).toHaveLength(10)
  expect(refused.every(({ reason }) => reason.reason === 'busy')).toBe(true)
  expect(await quick.verify('x', undefined)).toBe(false)
})

it('starts again after it was closed', async () => {
  const passwords = createPasswords({ cost: 4 })
  const hash = await passwords.hash('a')
  await passwords.close()
  expect(await passwords.verify('a', hash)).toBe(true)
  await passwords.close()
})
