import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { soon, useWorld } from './world/index.ts'
import { reach } from './world/keys.ts'
import { outside } from './world/outside.ts'
import { openShare, shareLink } from './world/share.ts'

const world = useWorld()

test('a link is made, copied and revoked by keyboard alone; who has it open sees it gone', async () => {
  world.model.script([{ text: 'Yes.' }])
  const visit = await world.visit()
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await visit.tab('/')
  await page.ask('May I share this?')
  await page.ended()
  const { keyboard } = page.tab
  await reach(page, /^Share$/, 'Shift+Tab')
  await keyboard.press('Enter')
  const dialog = page.tab.getByRole('dialog', { name: 'Share this conversation' })
  await dialog.getByText('these 2 messages as they are now').waitFor()
  expect(await faultsOf(page, 'before')).toEqual([])
  await soon(() =>
    dialog.getByRole('button', { name: 'Make a link' }).evaluate(it => it === document.activeElement),
  ).toBe(true)
  await keyboard.press('Enter')
  const field = dialog.getByRole('textbox', { name: 'Link' })
  const link = await field.inputValue()
  expect(new URL(link).pathname).toMatch(/^\/s\/[\w-]{43}$/)
  expect(await field.evaluate((it: HTMLInputElement) => it.selectionEnd)).toBe(link.length)
  await reach(page, /^Copy$/)
  await keyboard.press('Enter')
  await soon(() => page.tab.evaluate(() => navigator.clipboard.readText())).toBe(link)
  expect(await faultsOf(page, 'made')).toEqual([])

  const stranger = await (await world.visit({ scripts: false })).tab()
  await stranger.tab.goto(link)
  expect(await stranger.tab.locator('.prose').innerText()).toBe('Yes.')

  // One press only asks, and whoever goes on without the second has said no.
  await reach(page, /^Revoke$/)
  await keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Really revoke?' }).waitFor()
  await keyboard.press('Tab')
  await reach(page, /^Revoke$/, 'Shift+Tab')
  expect((await stranger.tab.reload())?.status()).toBe(200)
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await dialog.getByText('Nothing is shared.').waitFor()
  expect(await dialog.getByRole('status').innerText()).toBe('The link is revoked.')
  expect(await page.tab.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true)
  expect((await stranger.tab.reload())?.status()).toBe(404)
  expect(await stranger.tab.getByRole('heading', { level: 1 }).innerText()).toBe('This link leads nowhere')
  await keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await soon(() => page.button('Share').evaluate(it => it === document.activeElement)).toBe(true)
})

test('links are known after a reload, here and in the settings, where each can be revoked', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest({ width: 390, height: 844 })
  await page.ask('May I share this?')
  await page.ended()
  const [first, second] = [await shareLink(page), await shareLink(page)]
  await page.reload()
  const dialog = await openShare(page)
  const opened = dialog.getByRole('list', { name: 'Links to this conversation' }).getByRole('link')
  await soon(() => opened.evaluateAll(all => all.map(it => (it as HTMLAnchorElement).href))).toEqual([second, first])
  expect(await outside(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).click()

  await page.tab.goto(new URL('/settings', world.url).href)
  const all = page.tab.getByRole('list', { name: 'Shared links' })
  await soon(() => all.getByRole('listitem').count()).toBe(2)
  expect(await all.getByRole('listitem').first().innerText()).toContain('May I share this?')
  expect(await outside(page)).toEqual([])
  const revoke = all
    .getByRole('listitem')
    .first()
    .getByRole('button', { name: /Revoke|revoke/ })
  await revoke.click()
  await revoke.click()
  await soon(() => all.getByRole('listitem').count()).toBe(1)
  expect((await fetch(second)).status).toBe(404)
  expect((await fetch(first)).status).toBe(200)
})

test('what cannot be shared says why, and a server that is away can be asked again', async () => {
  world.model.script([{ text: 'Half of' }, 'hang'])
  const page = await world.guest()
  await page.ask('May I share this?')
  await page.shows('Half of')
  await page.tab.locator('.head .more').click()
  await page.tab.getByRole('menuitem', { name: 'Share…' }).click()
  const dialog = page.tab.getByRole('dialog', { name: 'Share this conversation' })
  await dialog.getByText('The reply that is being written is left out.').waitFor()
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await dialog.getByText('There is no answer yet that could be shared.').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()

  await page.tab.route('**/shares*', route => route.abort())
  await page.tab.locator('.head .more').click()
  await page.tab.getByRole('menuitem', { name: 'Share…' }).click()
  await dialog.getByText('The server could not be reached.').waitFor()
  await page.tab.unroute('**/shares*')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await soon(() => dialog.locator('.problem').count()).toBe(0)
})
