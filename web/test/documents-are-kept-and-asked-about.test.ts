import { expect, test } from 'vitest'
import { KINDS, TEXT } from './world/documents.ts'
import { soon, useWorld } from './world/index.ts'
import { drop, shelfOf } from './world/shelf.ts'

const world = useWorld({ demo: true })

test('one file of each kind becomes ready, and is answered from', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.isEmpty()
  await shelf.choose(...KINDS.map(({ file }) => file))
  for (const { title, kind } of KINDS) {
    await shelf.says(title, 'Ready, 1 passage')
    await shelf.says(title, kind)
  }
  await page.tab.reload()
  await soon(() => shelf.rows.count()).toBe(KINDS.length)

  await page.open()
  for (const [at, { question, fact }] of KINDS.entries()) {
    await page.ask(question)
    await page.ended('complete', at + 1)
    expect(await page.text()).toContain(fact)
  }
})

test('text is pasted, and files are dropped anywhere on the page', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await page.press('Paste text')
  const dialog = page.tab.getByRole('dialog')
  await dialog.getByLabel('Text').fill('The keys hang behind the clock.')
  await dialog.getByLabel('Title').fill('Where the keys are')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await shelf.says('Where the keys are', 'Ready, 1 passage')
  await drop(page, TEXT.file)
  await shelf.says('ferry', 'Ready, 1 passage')
})

test('a link that may not be fetched says why', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await page.press('Add a link')
  const dialog = page.tab.getByRole('dialog')
  await dialog.getByLabel('Address').fill('http://127.0.0.1:1/secret')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await shelf.says('127.0.0.1', /Failed\. \S+/)
})

test('the same file again is kept once, and that is said', async () => {
  const page = await world.guest()
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(TEXT.file)
  await shelf.says('ferry', 'Ready')
  await shelf.choose(TEXT.file)
  await shelf.says('ferry', 'is here already')
  expect(await shelf.rows.count()).toBe(1)
})

test('what is deleted is asked about first, and then gone in every tab', async () => {
  const visit = await world.visit()
  const page = await visit.tab('/')
  const shelf = shelfOf(page)
  await shelf.open()
  await shelf.choose(TEXT.file, KINDS[2].file)
  await shelf.says('ferry', 'Ready')
  await shelf.says('Lighthouse', 'Ready')
  const other = shelfOf(await visit.tab('/'))
  await other.open()
  await soon(() => other.rows.count()).toBe(2)
  await page.tab.bringToFront()
  await shelf.press('Delete', 'ferry')
  const dialog = page.tab.getByRole('dialog')
  await dialog.getByText('no answer uses it from then on').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await shelf.rows.count()).toBe(2)

  await shelf.press('Delete', 'ferry')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await soon(() => shelf.rows.count()).toBe(1)
  await soon(() => other.rows.count()).toBe(1)
  expect(await page.tab.evaluate(() => document.activeElement?.className)).toBe('source')
  await page.open()
  await page.ask(TEXT.question)
  await page.ended()
  expect(await page.text()).not.toContain(TEXT.fact)
})
