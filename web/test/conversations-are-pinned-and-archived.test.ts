import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { choose } from './world/menu.ts'

const world = useWorld()

const pinned = (page: Page) =>
  page.tab.locator('.list section', { hasText: 'Pinned' }).locator('.row-title').allInnerTexts()

async function begin(page: Page, question: string): Promise<string> {
  await page.button('New conversation').click()
  await page.ask(question)
  await page.ended()
  return page.address()
}

test('a pinned conversation stands on top, an archived one leaves the list and can be brought back, in every tab', async () => {
  world.model.script([{ text: 'Yes.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await begin(page, 'The older one')
  const newer = await begin(page, 'The newer one')
  const other = await visit.tab('/')
  await soon(() => other.titles()).toEqual(['The newer one', 'The older one'])

  await choose(page, 'The older one', 'Pin')
  for (const tab of [page, other]) {
    await soon(() => pinned(tab)).toEqual(['The older one'])
    expect(await tab.titles()).toEqual(['The older one', 'The newer one'])
  }
  await choose(page, 'The older one', 'Unpin')
  for (const tab of [page, other]) await soon(() => tab.titles()).toEqual(['The newer one', 'The older one'])

  await choose(page, 'The older one', 'Archive')
  for (const tab of [page, other]) await soon(() => tab.titles()).toEqual(['The newer one'])
  await page.button('Undo').click()
  for (const tab of [page, other]) await soon(() => tab.titles()).toEqual(['The newer one', 'The older one'])

  // The open one stays open, and says where it is.
  await choose(page, 'The newer one', 'Archive')
  await page.tab.getByText('This conversation is in the archive.').waitFor()
  expect(page.address()).toBe(newer)
  await page.ask('And works')
  await page.ended('complete', 2)
  await soon(() => other.titles()).toEqual(['The older one'])

  await other.tab.getByRole('link', { name: 'Archive' }).click()
  const archived = other.tab.locator('.archived')
  await soon(() => archived.count()).toBe(1)
  expect(await faultsOf(other, 'archive')).toEqual([])
  await choose(page, 'The older one', 'Archive')
  await soon(() => archived.locator('a').allInnerTexts()).toEqual(['The newer one', 'The older one'])
  await other.tab.getByRole('searchbox', { name: 'Search titles' }).fill('OLDER')
  await soon(() => archived.locator('a').allInnerTexts()).toEqual(['The older one'])
  await archived.getByRole('button', { name: 'Delete' }).click()
  await other.tab.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await other.tab.getByText('No title here says that.').waitFor()
  await other.tab.getByRole('searchbox').fill('')
  await archived.getByRole('button', { name: 'Unarchive' }).click()
  await other.tab.getByText('Nothing is in the archive.').waitFor()
  for (const tab of [page, other]) await soon(() => tab.titles()).toEqual(['The newer one'])
  await page.tab.getByText('This conversation is in the archive.').waitFor({ state: 'detached' })
})

test('the menu goes by the keys as menus do, and what it leads to gives the focus back', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest()
  await page.ask('By the keys')
  await page.ended()
  const opener = page.tab.locator('.head').getByRole('button', { name: 'More about By the keys' })
  const { keyboard } = page.tab
  const focused = () => page.tab.evaluate(() => document.activeElement?.textContent)
  await opener.focus()
  await keyboard.press('Enter')
  await soon(focused).toBe('Rename')
  expect(await faultsOf(page, 'menu')).toEqual([])
  for (const [key, entry] of [
    ['ArrowUp', 'Delete'],
    ['ArrowDown', 'Rename'],
    ['ArrowDown', 'Pin'],
    ['End', 'Delete'],
    ['Home', 'Rename'],
  ] as const) {
    await keyboard.press(key)
    expect(await focused()).toBe(entry)
  }
  await keyboard.press('Escape')
  await page.tab.getByRole('menu').waitFor({ state: 'detached' })
  const isOnOpener = () => opener.evaluate(element => element === document.activeElement)
  expect(await isOnOpener()).toBe(true)

  for (const [entry, name] of [
    ['Rename', 'Rename'],
    ['Model and instructions…', 'Model and instructions'],
    ['Share…', null],
    ['Export…', null],
    ['Delete', 'Delete this conversation?'],
  ] as const) {
    await keyboard.press('Enter')
    await page.tab.getByRole('menuitem', { name: entry, exact: true }).press('Enter')
    await page.tab.getByRole('dialog', name === null ? {} : { name }).waitFor()
    await keyboard.press('Escape')
    await page.tab.getByRole('dialog').waitFor({ state: 'detached' })
    await soon(isOnOpener).toBe(true)
  }
})
