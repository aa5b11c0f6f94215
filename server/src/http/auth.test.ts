import { expect, it } from 'vitest'
import { createOriginCheck } from './auth.ts'
import type { Ctx } from './context.ts'

const allowed = createOriginCheck(['https://app.example'])
const from = (origin: string | undefined, host = 'chat.example:8000') =>
  ({ env: { incoming: { headers: { origin, host } } } }) as unknown as Ctx

it.each([
  ['none', undefined, true],
  ['one that is listed', 'https://app.example', true],
  ['our own', 'http://chat.example:8000', true],
  ['our own, behind a proxy that ends TLS', 'https://chat.example:8000', true],
  ['null', 'null', false],
  ['empty', '', false],
  ['another host', 'https://evil.example', false],
  ['another port', 'http://chat.example:9000', false],
  ['a listed one with another scheme', 'http://app.example', false],
  ['a host that begins like ours', 'http://chat.example:8000.evil.example', false],
  ['a host that ends like ours', 'http://evilchat.example:8000', false],
  ['a listed one with a path', 'https://app.example/', false],
])('an origin that is %s', (_, origin, passes) => {
  expect(allowed(from(origin))).toBe(passes)
})
