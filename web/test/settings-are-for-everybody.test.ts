import { expect, test } from 'vitest'
import { accountOf, somebody } from './world/account.ts'
import { faultsOf } from './world/axe.ts'
import { soon, useWorld } from './world/index.ts'
import { reach } from './world/keys.ts'
import { outside, tooSmall } from './world/outside.ts'

const world = useWorld({ env: { OPENAI_MODEL: 'tokens-40', MODEL_PRICES: 'tokens-40=1/2' } })
const LOOKS = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const

test('axe finds nothing in the settings of a guest and of a member, and in their dialogs', async () => {
  const ana = somebody()
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('A question')
  await page.ended()
  const account = accountOf(page)
  const isFine = async (state: string, ...looks: (keyof typeof LOOKS)[]) => {
    for (const look of looks) {
      await page.tab.emulateMedia(LOOKS[look])
      expect(await faultsOf(page, `${state}, ${look}`)).toEqual([])
    }
  }
  await account.settings()
  await account.section('Usage').getByRole('img').waitFor()
  await account.section('Usage').getByText('As a table').click()
  await isFine('settings of a guest', 'light')
  for (const [name, look] of [
    ['Keep my conversations', 'dark'],
    ['Sign in', 'forced'],
  ] as const) {
    await page.press(name)
    await account.field('E-mail').fill('nobody')
    await account.field('E-mail').press('Enter')
    await account.dialog.getByText('This needs an e-mail address').waitFor()
    await isFine(name, look)
    await page.tab.keyboard.press('Escape')
    await account.dialog.waitFor({ state: 'detached' })
  }
  await account.keep(ana)
  await account.section('Devices').getByRole('listitem').waitFor()
  await page.tab.getByText('Change password').first().click()
  await isFine('settings of a member', 'light', 'dark', 'forced')
  await page.press('Delete account')
  await account.dialog.waitFor()
  await isFine('delete', 'light')
  await page.tab.keyboard.press('Escape')

  for (const width of [390, 320]) {
    await page.tab.setViewportSize({ width, height: 800 })
    await soon(() => outside(page)).toEqual([])
  }
})

test('all of it by keyboard alone, and the focus is never lost', async () => {
  const page = await world.guest()
  const ana = somebody()
  const account = accountOf(page)
  const { keyboard } = page.tab
  const focused = () => page.tab.evaluate(() => document.activeElement?.textContent?.trim())
  await page.button('Keep my conversations').waitFor()
  await reach(page, /^Keep my conversations$/)
  await keyboard.press('Enter')
  await account.dialog.waitFor()
  await keyboard.press('Escape')
  await soon(focused).toBe('Keep my conversations')
  await keyboard.press('Enter')
  await account.dialog.waitFor()
  await keyboard.type(ana.email)
  await reach(page, /^Password/)
  await keyboard.type(ana.password)
  await keyboard.press('Enter')
  await page.tab.getByText(`Signed in as ${ana.email}`).waitFor()
  await soon(focused).toBe(`Signed in as ${ana.email}`)
  await reach(page, /^Settings$/)
  await keyboard.press('Enter')
  await account.section('Account').waitFor()
  await soon(focused).toBe('Settings')
  await reach(page, /^Name/)
  await keyboard.type('Ana')
  await keyboard.press('Enter')
  await page.tab.getByText('Signed in as Ana').waitFor()
  await reach(page, /^Sign out$/)
  await keyboard.press('Enter')
  await account.isFresh()
})

test('on a phone what can be pressed is large enough for a finger', async () => {
  const page = await world.guest({ width: 390, touch: true })
  await accountOf(page).settings()
  await accountOf(page).section('Usage').getByText('Nothing yet').waitFor()
  expect(await tooSmall(page)).toEqual([])
})
