import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { librarianOf } from './world/library.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { slowDown } from './world/shelf.ts'

const world = useWorld()

const LOG = '# Repairs\n\nThe foremast was mended with larch from Arkhangelsk after the storm in March.'

test('a conversation is exported by one guest, and is the same where another imports it', async () => {
  world.model.script([{ text: 'With larch [1].' }], [{ text: 'With wood.' }])
  const page = await world.guest()
  await (await librarianOf(page)).teachFile('meridian.md', LOG)
  await page.ask('Which wood was the foremast mended with?')
  await page.ended()
  await page.press('Retry')
  await soon(() => page.text()).toBe('With wood.')
  await page.ended()
  await page.press('Previous version')
  await soon(() => page.text()).toContain('With larch')

  await ask(page, 'Export…')
  const dialog = page.tab.getByRole('dialog', { name: 'Export' })
  await dialog.waitFor()
  expect(await faultsOf(page, 'export')).toEqual([])
  const markdown = await downloaded(page, () => dialog.getByRole('button', { name: 'Download' }).click())
  expect(markdown.name).toBe('Which wood was the foremast mended with-.md')
  expect(markdown.text).toContain('\n## Which wood was the foremast mended with?\n\nWith larch.\n\nSources:\n\n1. ')
  await dialog.waitFor({ state: 'detached' })
  await ask(page, 'Export…')
  await dialog.getByText('JSON, to keep').click()
  const json = await downloaded(page, () => dialog.getByRole('button', { name: 'Download' }).click())

  const other = await world.guest({ width: 390 })
  await settings(other)
  await choose(other, 'folio.json', json.text)
  await says(other, /^Imported 1 conversation, 3 messages,? and 1 document\.$/)
  expect(await faultsOf(other, 'imported')).toEqual([])
  expect(await other.tab.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await choose(other, 'folio.json', json.text)
  await says(other, /^There was nothing new in the file\. 2 were left out: 2 here already\.$/)

  await other.button('Conversations').click()
  await other.tab.getByRole('link', { name: /foremast/ }).click()
  await soon(() => other.text()).toContain('With larch')
  const versions = other.lastReply().locator('.versions')
  expect(await versions.innerText()).toMatch(/1 \/ 2/)
  await other
    .lastReply()
    .getByRole('button', { name: /^Source 1: / })
    .click()
  const passage = other.tab.getByRole('dialog')
  await soon(async () => (await passage.locator('mark').allInnerTexts()).join(' ')).toContain('larch from Arkhangelsk')
  await other.tab.keyboard.press('Escape')
  await other.press('Next version')
  await soon(() => other.text()).toBe('With wood.')
})

test('everything goes out as one file; an import says how far it is, can be taken back, and tells why it failed', async () => {
  world.model.script([{ text: 'Hello.' }])
  const page = await world.guest()
  await page.ask('Hi')
  await page.ended()
  await settings(page)
  const everything = await downloaded(page, () => page.press('Export everything'))
  expect(everything.name).toMatch(/^Folio 2\d{3}-\d\d-\d\d\.json$/)
  expect(JSON.parse(everything.text)).toMatchObject({ format: 'folio', conversations: [{ title: 'Hi' }] })
  await says(page, /^Exported everything, /)

  // By keyboard alone: the focus is where it was, however it ends.
  await slowDown(page, 50_000)
  await choose(page, 'large.json', `${everything.text}${' '.repeat(500_000)}`)
  await says(page, /^Importing large\.json, \d+\s%/)
  await page.button('Cancel').focus()
  await page.tab.keyboard.press('Enter')
  await says(page, /^Cancelled\. What had come in whole has stayed\.$/)
  expect(await page.tab.evaluate(() => document.activeElement?.className)).toBe('transfer')
  await slowDown(page, -1)

  await choose(page, 'broken.json', everything.text.replace('"role":"user"', '"role":"nobody"'))
  await says(page, /^Not everything was imported\. conversations\.0\.messages\.0\.role: /)
  await choose(page, 'holiday.jpg', 'no JSON at all')
  await says(page, /^Not everything was imported\. The file is no export, or not a whole one\.$/)
  expect(await faultsOf(page, 'failed')).toEqual([])
})

async function ask(page: Page, entry: string): Promise<void> {
  await page.tab
    .locator('.head')
    .getByRole('button', { name: /^More about/ })
    .click()
  await page.tab.getByRole('menuitem', { name: entry }).click()
}

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.tab.waitForEvent('download'), act()])
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}

const says = (page: Page, words: RegExp): Promise<void> => page.tab.locator('.transfer').getByText(words).waitFor()

async function settings(page: Page): Promise<void> {
  await page.tab.goto(new URL('/settings', page.tab.url()).href)
  await page.tab.getByRole('heading', { name: 'Your data' }).waitFor()
}

const choose = (page: Page, name: string, text: string): Promise<void> =>
  page.tab
    .locator('.setting input[type=file]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
