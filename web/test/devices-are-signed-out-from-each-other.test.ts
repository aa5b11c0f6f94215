import { expect, test } from 'vitest'
import { accountOf, somebody, type Known } from './world/account.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const WITHIN_MS = 1_000

test('a new password, or one press in the list of devices, ends what is open elsewhere', async () => {
  world.model.script([{ text: 'A secret answer.' }])
  const ana = somebody()
  const phone = await world.guest({ width: 390, touch: true })
  await phone.ask('A secret question')
  await phone.ended()
  await inDrawer(phone, () => accountOf(phone).keep(ana))
  const desk = await world.guest()
  const account = accountOf(desk)
  await account.signIn(ana)
  await account.settings()
  const devices = account.section('Devices').getByRole('listitem')
  await soon(() => devices.allInnerTexts()).toEqual([
    expect.stringMatching(/^Chrome on Linux\s+This device$/),
    expect.stringMatching(/^Chrome on \w+\s+Last seen now\s+Sign out$/),
  ])

  // Password managers see whose password is changed.
  await desk.tab.getByText('Change password').first().click()
  const change = async (current: string, password: string) => {
    await account.field('Current password').fill(current)
    await account.field('New password').fill(password)
    await account.field('New password').press('Enter')
  }
  await change('wrong horse', 'battery staple')
  await desk.tab.getByText('This is not the current password').waitFor()
  expect(await account.field('New password').inputValue()).toBe('battery staple')
  const told = desk.tab.waitForResponse(answer => answer.request().method() === 'PATCH').then(() => Date.now())
  const gone = told.then(() => leaves(phone))
  await change(ana.password, 'battery staple')
  await desk.tab.getByText('The password is changed, and other devices are signed out.').waitFor()
  expect((await gone) - (await told)).toBeLessThan(WITHIN_MS)
  await isFresh(phone)
  await soon(() => devices.count()).toBe(1)

  // One that comes is in the list without a question, and goes with one press.
  const known: Known = { ...ana, password: 'battery staple' }
  await inDrawer(phone, () => accountOf(phone).signIn(known))
  const tablet = await world.guest()
  await accountOf(tablet).signIn(known)
  await soon(() => devices.count()).toBe(3)
  await devices.last().getByRole('button').click()
  await isFresh(phone)
  await soon(() => devices.count()).toBe(2)
  expect(await tablet.titles()).toEqual(['A secret question'])
  await desk.press('Sign out all others')
  await accountOf(tablet).isFresh()
  await soon(() => devices.count()).toBe(1)
  await desk.tab.getByRole('region', { name: 'Account' }).getByText(ana.email).waitFor()
})

test('an account is deleted by who types its address, and nobody comes in with it again', async () => {
  world.model.script([{ text: 'A secret answer.' }])
  const ben = somebody()
  const page = await world.guest()
  await page.ask('A secret question')
  await page.ended()
  const account = accountOf(page)
  await account.keep(ben)
  await account.settings()
  await page.press('Delete account')
  await account.dialog.getByRole('textbox').fill('somebody@else.org')
  await page.press('Delete')
  await account.dialog.getByText('This is another address').waitFor()
  await account.dialog.getByRole('textbox').fill(ben.email)
  await page.press('Delete')
  await account.isFresh()
  expect((await account.stored()).join()).not.toContain('secret')
  await page.press('Sign in')
  await account.fill(ben)
  await account.field('Password').press('Enter')
  await account.dialog.getByText('The address or the password is wrong').waitFor()
})

/** When the page of somebody has nothing of theirs in sight any more. */
async function leaves(page: Page): Promise<number> {
  await page.log.waitFor({ state: 'detached' })
  return Date.now()
}

async function inDrawer(page: Page, act: () => Promise<void>): Promise<void> {
  await page.press('Conversations')
  await act()
}

async function isFresh(phone: Page): Promise<void> {
  await accountOf(phone).isFresh()
  expect(phone.address()).toBe('/')
  expect((await accountOf(phone).stored()).join()).not.toContain('secret')
}
