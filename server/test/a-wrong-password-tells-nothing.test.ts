import { expect, test } from 'vitest'
import { inEveryWorld, newEmail, type World } from './world/world.ts'

const PASSWORD = 'correct horse'

inEveryWorld(world => {
  test('an unknown address and a wrong password are answered byte for byte alike', async () => {
    const email = newEmail()
    await world.member({ email, password: PASSWORD })
    const [unknown, wrong] = [await login(world, newEmail(), PASSWORD), await login(world, email, 'wrong horse')]
    expect(unknown.status).toBe(401)
    expect(plain(unknown)).toEqual(plain(wrong))
  })

  test('five failures a minute are allowed, then even the right password has to wait', async () => {
    const email = newEmail()
    await world.member({ email, password: PASSWORD })
    for (let n = 0; n < 5; n++) expect((await login(world, email, `wrong ${n}`)).status).toBe(401)
    const { status, headers, json } = await login(world, email, PASSWORD)
    expect([status, json.code]).toEqual([429, 'too_many_requests'])
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
    // Nobody can lock out an account that is not there, and it looks the same.
    const nobody = newEmail()
    for (let n = 0; n < 5; n++) expect((await login(world, nobody, 'wrong')).status).toBe(401)
    expect((await login(world, nobody, 'wrong')).status).toBe(429)
    expect((await login(world, newEmail(), 'wrong')).status).toBe(401)
  })

  test('many tries at once count each', async () => {
    const email = newEmail()
    await world.member({ email, password: PASSWORD })
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => login(world, email, `wrong ${n}`)))
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true)
  })

  test('right passwords count as nothing', async () => {
    const email = newEmail()
    await world.member({ email, password: PASSWORD })
    for (let n = 0; n < 6; n++) expect((await login(world, email.toUpperCase(), PASSWORD)).status).toBe(200)
  })
})

const login = (world: World, email: string, password: string) =>
  world.ask('POST', '/auth/login', { body: { email, password } })

/** An answer without what differs with every request. */
function plain({ status, headers, text }: Awaited<ReturnType<typeof login>>) {
  const { date: _, 'x-request-id': id, ratelimit: __, ...rest } = headers
  return { status, headers: rest, text: text.replace(String(id), 'ID') }
}
