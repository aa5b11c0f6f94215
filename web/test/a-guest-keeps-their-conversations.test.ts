import { expect, test } from 'vitest'
import { accountOf, somebody } from './world/account.ts'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('with an address and a password they are there in another browser too, and gone from here after signing out', async () => {
  world.model.script([{ text: 'One ' }, { waitMs: 1_500 }, { text: 'two three.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  const ana = somebody()
  await page.ask('A secret question')
  await page.shows('One')
  const address = page.address()
  // Nobody has to wait for the end of a reply.
  await accountOf(page).keep(ana)
  await page.tab.getByText(`Signed in as ${ana.email}`).waitFor()
  await page.ended()
  expect([page.address(), await page.text(), await page.titles()]).toEqual([
    address,
    'One two three.',
    ['A secret question'],
  ])
  await page.composer.fill('A secret draft')
  const other = await visit.tab(address)
  await other.tab.getByText(`Signed in as ${ana.email}`).waitFor()

  const account = accountOf(page)
  await account.settings()
  await account.section('Account').getByRole('button', { name: 'Sign out' }).click()
  await account.isFresh()
  // So are the other tabs, at once.
  await accountOf(other).isFresh()
  for (const each of [page, other]) {
    expect(each.address()).toBe('/')
    expect(await each.tab.locator('body').innerText()).not.toContain('secret')
    expect((await accountOf(each).stored()).join(' ')).not.toContain('secret')
  }
  await page.tab.goto(world.url + address)
  await page.tab.getByText('There is no such conversation').waitFor()

  const elsewhere = await world.guest()
  await accountOf(elsewhere).signIn(ana)
  await soon(() => elsewhere.titles()).toEqual(['A secret question'])
  await elsewhere.rows.first().click()
  await elsewhere.ended()
  expect(await elsewhere.text()).toBe('One two three.')
})

test('who has an account already brings along what was begun here, and it stays open', async () => {
  world.model.script([{ text: 'Of old.' }], [{ text: 'Half ' }, { waitMs: 1_500 }, { text: 'and half.' }])
  const first = await world.guest()
  const ana = somebody()
  await first.ask('Of old')
  await first.ended()
  await accountOf(first).keep(ana)

  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('Begun here')
  await page.shows('Half')
  const address = page.address()
  const other = await visit.tab(address)
  await page.composer.fill('not sent yet')
  await accountOf(page).signIn(ana)
  await page.ended()
  expect([page.address(), await page.text()]).toEqual([address, 'Half and half.'])
  expect(await page.composer.inputValue()).toBe('not sent yet')
  await other.tab.getByText(`Signed in as ${ana.email}`).waitFor()
  for (const each of [page, other, first]) {
    await soon(async () => (await each.titles()).sort()).toEqual(['Begun here', 'Of old'])
  }
  expect(other.address()).toBe(address)
  // What was read elsewhere is not news here.
  for (const each of [page, other]) expect(await each.tab.locator('.mark-unread').count()).toBe(0)
})

test('what is wrong is told beside its field, and nothing typed is lost', async () => {
  const taken = somebody()
  await accountOf(await world.guest()).keep(taken)
  const page = await world.guest()
  const account = accountOf(page)
  const keep = async (known: { email: string; password: string }) => {
    await account.fill(known)
    await account.field('Password').press('Enter')
  }
  const says = async (name: string, fault: string) => {
    await account.dialog.getByText(fault).waitFor()
    const box = account.field(name)
    expect(await box.getAttribute('aria-invalid')).toBe('true')
    expect(await box.evaluate(element => element === document.activeElement)).toBe(true)
    const described = await box.getAttribute('aria-describedby')
    expect(await page.tab.locator(`[id="${described}"]`).innerText()).toContain(fault)
  }

  await page.press('Keep my conversations')
  expect(await account.field('E-mail').getAttribute('autocomplete')).toContain('email')
  expect(await account.field('Password').getAttribute('autocomplete')).toBe('new-password')
  await keep({ email: 'nobody', password: 'correct horse' })
  await says('E-mail', 'This needs an e-mail address')
  await keep({ email: 'a@example.org', password: 'short' })
  await says('Password', 'at least 8 characters')
  await keep({ email: 'a@example.org', password: 'é'.repeat(37) })
  await says('Password', 'at most 72 bytes')
  await keep(taken)
  await says('E-mail', 'There is an account with this address')
  expect(await account.field('Password').inputValue()).toBe(taken.password)
  expect(await account.field('Password').getAttribute('type')).toBe('password')
  await page.button('Show password').click()
  expect(await account.field('Password').getAttribute('type')).toBe('text')
  world.line.cut()
  await account.field('Password').press('Enter')
  await account.dialog.getByRole('alert').getByText('The server could not be reached').waitFor()
  expect(await account.field('E-mail').inputValue()).toBe(taken.email)
  world.line.mend()
  await page.tab.keyboard.press('Escape')
  await account.dialog.waitFor({ state: 'detached' })

  await page.press('Sign in')
  expect(await account.field('Password').getAttribute('autocomplete')).toBe('current-password')
  await keep({ email: taken.email, password: 'wrong horse' })
  await says('Password', 'The address or the password is wrong')
  const refusal = { type: 'about:blank', status: 429, code: 'too_many_requests', detail: 'Too often.', request_id: 'r' }
  await page.tab.route(/\/auth\/login$/, route => route.fulfill({ status: 429, json: refusal }))
  await account.field('Password').press('Enter')
  await account.dialog.getByRole('alert').getByText('That was too often').waitFor()
  expect(await account.field('E-mail').inputValue()).toBe(taken.email)
})
