import { expect, test } from 'vitest'
import { german } from '../src/words/de/index.ts'
import { KINDS } from './world/documents.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { librarianOf } from './world/library.ts'
import { onlyEnglish, textsOf } from './world/spoken.ts'

const world = useWorld()
const english = await onlyEnglish()

/** What of the English map is on the page. A short piece of a sentence may stand in any language. */
async function englishOn(page: Page): Promise<string[]> {
  const texts = await textsOf(page)
  expect(texts.length).toBeGreaterThan(5)
  return texts.filter(text =>
    english.some(piece => text === piece || (piece.split(' ').length > 2 && text.includes(piece))),
  )
}

test('a German browser sees German in every state of a conversation', async () => {
  world.model.script([{ text: 'Ein Anfang' }, 'hang'], [{ status: 401 }])
  const page = await world.guest({ locale: 'de-DE' })
  const { tab } = page
  expect(await tab.locator('html').getAttribute('lang')).toBe('de')
  await page.button('Neues Gespräch').waitFor()
  expect(await englishOn(page)).toEqual([])

  await page.ask('Was ist eine Pause?')
  await page.shows('Ein Anfang')
  expect(await englishOn(page)).toEqual([])
  await page.press('Anhalten')
  await page.ended('stopped')
  await soon(() => tab.getByRole('status').allInnerTexts()).toContain('Antwort angehalten')
  await tab.getByText('Heute').waitFor()
  expect(await englishOn(page)).toEqual([])

  await page.ask('Und was ein Fehler?')
  await page.ended('failed', 2)
  await tab.getByText('lässt diesen Server nicht herein').waitFor()
  expect(await englishOn(page)).toEqual([])

  await tab.keyboard.press('Control+k')
  await tab.getByRole('dialog').waitFor()
  expect(await englishOn(page)).toEqual([])
  await tab.keyboard.press('Escape')
  for (const entry of [german.buttons.rename, german.menu.choices, german.menu.share, german.menu.export]) {
    await tab.locator('.head .more').click()
    await tab.getByRole('menuitem', { name: entry, exact: true }).waitFor()
    expect(await englishOn(page)).toEqual([])
    await tab.getByRole('menuitem', { name: entry, exact: true }).click()
    await tab.getByRole('dialog').waitFor()
    expect([entry, ...(await englishOn(page))]).toEqual([entry])
    await tab.keyboard.press('Escape')
    await tab.getByRole('dialog').waitFor({ state: 'detached' })
  }
})

test('and in every other place', async () => {
  world.model.script([{ text: 'Ottoline wohnt dort.[1]' }])
  const page = await world.guest({ locale: 'de-DE' })
  const { tab } = page
  await (await librarianOf(page)).teach('Leuchtturm', `Ottoline wohnt im Leuchtturm. ${'Und so weiter. '.repeat(100)}`)
  await page.ask('Wer wohnt im Leuchtturm?')
  await page.ended()
  await page.prose().locator('.cite').first().click()
  await tab.getByRole('dialog').locator('mark').first().waitFor()
  expect(await englishOn(page)).toEqual([])

  await tab.goto(`${world.url}/library`)
  await tab.locator('.documents input[type=file]').setInputFiles(KINDS.map(({ file }) => file))
  await tab.getByText('Bereit, 1 Stelle', { exact: true }).first().waitFor()
  await tab.getByText('1.529 Zeichen').waitFor()
  expect(await englishOn(page)).toEqual([])

  for (const [path, sign] of PLACES) {
    await tab.goto(world.url + path)
    await tab.getByText(sign).first().waitFor()
    expect([path, ...(await englishOn(page))]).toEqual([path])
  }
})

const PLACES = [
  ['/bots', german.bots.who],
  ['/bots/new', german.bots.aNewBot],
  ['/archive', german.menu.archiveLead],
  ['/settings', german.settings.language],
  ['/nowhere', german.menu.unknown],
  ['/c/01890000-0000-7000-8000-00000000abcd', german.chat.missing],
] as const

test('a choice wins over the browser, and holds', async () => {
  const page = await world.guest({ locale: 'de-DE' })
  const { tab } = page
  await tab.goto(`${world.url}/settings`)
  await tab.getByLabel('Sprache').selectOption({ label: 'English' })
  await tab.getByLabel('Language').waitFor()
  expect(await tab.locator('html').getAttribute('lang')).toBe('en')
  await page.open()
  await page.button('New conversation').waitFor()
  expect((await englishOn(page)).length).toBeGreaterThan(3)

  await tab.goto(`${world.url}/settings`)
  await tab.getByLabel('Language').selectOption({ label: 'As the browser says' })
  await tab.getByLabel('Sprache').waitFor()
})
