import { expect, test } from 'vitest'
import { accountOf, somebody } from './world/account.ts'
import { useWorld } from './world/index.ts'

const world = useWorld({ env: { ALLOW_ANONYMOUS: 'false' } })

test('where a server takes no guests, somebody registers, signs out and comes in again', async () => {
  world.model.script([{ text: 'Welcome.' }])
  const ana = somebody()
  const page = await world.guest()
  const account = accountOf(page)
  await account.keep(ana)
  await page.tab.getByText(`Signed in as ${ana.email}`).waitFor()
  await page.ask('A question')
  await page.ended()
  await account.settings()
  await account.section('Account').getByRole('button', { name: 'Sign out' }).click()
  await account.isFresh()
  await account.signIn(ana)
  await page.rows.first().click()
  await page.ended()
  expect(await page.text()).toBe('Welcome.')
})
