import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'
import { choose } from './world/menu.ts'

const world = useWorld()

test('a conversation gets another name, in every tab', async () => {
  world.model.script([{ text: 'Yes.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('An old name')
  await page.ended()
  const other = await visit.tab('/')
  await choose(page, 'An old name', 'Rename')
  const dialog = page.tab.getByRole('dialog')
  await dialog.getByRole('textbox').fill('A new name')
  await dialog.getByRole('textbox').press('Enter')
  await dialog.waitFor({ state: 'detached' })
  for (const tab of [page, other]) await soon(() => tab.titles()).toEqual(['A new name'])
  expect(await page.tab.getByRole('heading', { level: 1 }).innerText()).toBe('A new name')
  await page.reload()
  await soon(() => page.titles()).toEqual(['A new name'])
})

test('a conversation is deleted only after a question, and then for good and in every tab', async () => {
  world.model.script([{ text: 'Yes.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('Keep me')
  await page.ended()
  await page.press('New conversation')
  await page.ask('Delete me')
  await page.ended()
  const address = page.address()
  const other = await visit.tab('/')
  await soon(() => other.rows.count()).toBe(2)

  const dialog = page.tab.getByRole('dialog')
  await choose(page, 'Delete me', 'Delete')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await page.rows.count()).toBe(2)

  await choose(page, 'Delete me', 'Delete')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  for (const tab of [page, other]) await soon(() => tab.titles()).toEqual(['Keep me'])
  expect(page.address()).toBe('/')
  await page.open(address)
  await page.tab.getByText('There is no such conversation.').waitFor()
})

test('a conversation of somebody else is none', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest()
  await page.ask('A secret')
  await page.ended()
  const stranger = await world.guest()
  await stranger.open(page.address())
  await stranger.tab.getByText('There is no such conversation.').waitFor()
  expect(await stranger.tab.getByText('A secret').count()).toBe(0)
})
