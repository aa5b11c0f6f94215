import { expect, test } from 'vitest'
import { librarianOf } from './world/library.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

const numeral = (page: Page) => page.lastReply().locator('.cite > button')
const dialog = (page: Page) => page.tab.getByRole('dialog')
const marked = async (page: Page) => (await dialog(page).locator('mark').allInnerTexts()).join()

async function cited(): Promise<Page> {
  const page = await world.guest()
  const librarian = await librarianOf(page)
  await librarian.teach('The log', 'The foremast was mended with larch.')
  world.model.script([{ text: 'With larch [1].' }])
  await page.ask('Which wood was the foremast mended with?')
  await page.ended()
  return page
}

test('with the line cut it shows the quote, and reads the document when asked again', async () => {
  const page = await cited()
  await numeral(page).click()
  await soon(() => marked(page)).toContain('larch')
  await page.tab.goBack()
  world.line.cut()
  await page.banner.waitFor()
  await numeral(page).click()
  await soon(() => dialog(page).innerText()).toMatch(/could not be reached[^]*Try again[^]*mended with larch/)
  world.line.mend()
  await page.banner.waitFor({ state: 'hidden' })
  await dialog(page).getByRole('button', { name: 'Try again' }).click()
  await soon(() => marked(page)).toContain('larch')
})

test('where not even what draws it can be fetched, it says so, and a reload shows it', async () => {
  const page = await cited()
  world.line.cut()
  await page.banner.waitFor()
  await numeral(page).click()
  await page.tab.getByRole('dialog', { name: 'This passage could not be fetched' }).waitFor()
  world.line.mend()
  await page.banner.waitFor({ state: 'hidden' })
  await page.press('Try again')
  await soon(() => marked(page)).toContain('larch')
  expect(page.faults).toEqual([])
})
