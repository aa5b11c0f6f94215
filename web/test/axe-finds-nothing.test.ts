import { expect, test } from 'vitest'
import { REPLIES } from '@folio/markdown/testing/replies'
import { faultsOf } from './world/axe.ts'
import { useWorld, type Page } from './world/index.ts'
import { librarianOf } from './world/library.ts'

const world = useWorld()
const RICH = REPLIES['prose with a list, code and a table'] ?? ''

const LIGHT = { colorScheme: 'light', forcedColors: 'none' } as const
const OTHER_LOOKS = [
  { colorScheme: 'dark', forcedColors: 'none' },
  { colorScheme: 'dark', forcedColors: 'active' },
] as const

test('in a conversation, and over it', async () => {
  world.model.script([{ text: RICH }], [{ text: 'Half of it' }, 'hang'], [{ status: 401 }])
  const page = await world.guest()
  const dialog = page.tab.getByRole('dialog')
  await isClean(page, 'empty')
  await page.ask('A question')
  await page.ended()
  await isClean(page, 'finished')
  await page.ask('A second question')
  await page.shows('Half of it')
  await isClean(page, 'streaming')
  await page.press('Stop')
  await page.ended('stopped', 2)
  await isClean(page, 'stopped')
  await page.ask('A third question')
  await page.ended('failed', 3)
  await isClean(page, 'error')
  for (const entry of ['Rename', 'Model and instructions…', 'Share…', 'Export…']) {
    await page.tab.locator('.head > .more').click()
    const item = page.tab.getByRole('menuitem', { name: entry, exact: true })
    await item.waitFor()
    if (entry === 'Rename') await isClean(page, 'menu')
    await item.click()
    await dialog.waitFor()
    await isClean(page, entry)
    await page.tab.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
  await page.tab.keyboard.press('Control+K')
  await page.tab.getByRole('combobox').fill('second')
  await page.tab
    .getByRole('option', { name: /second/ })
    .first()
    .waitFor()
  await isClean(page, 'palette')
})

test('in every other place', async () => {
  world.model.script([{ text: 'It is Ottoline.[1]' }])
  const page = await world.guest()
  const librarian = await librarianOf(page)
  await librarian.teach('Lighthouse', 'The keeper of the lighthouse is Ottoline.')
  await page.ask('Who is the keeper of the lighthouse?')
  await page.ended()
  await page.prose().locator('.cite').first().click()
  await page.tab.getByRole('dialog').locator('mark').waitFor()
  await isClean(page, 'passage')
  for (const [path, sign] of PLACES) {
    await page.tab.goto(world.url + path)
    await page.tab.getByText(sign).first().waitFor()
    await isClean(page, path)
  }
})

const PLACES = [
  ['/library', 'Ready, 1 passage'],
  ['/bots', 'Who answers'],
  ['/bots/new', 'A new bot'],
  ['/archive', 'Nothing is in the archive.'],
  ['/settings', 'As a table'],
  ['/nowhere', 'There is nothing at this address.'],
] as const

test('on a phone', async () => {
  world.model.script([{ text: RICH }])
  const page = await world.guest({ width: 390, touch: true })
  await isClean(page, 'empty')
  await page.ask('A question')
  await page.ended()
  await isClean(page, 'finished')
  await page.button('Conversations').click()
  await page.tab.getByRole('dialog').waitFor()
  await isClean(page, 'drawer')
})

test('with the line cut', async () => {
  const page = await world.guest()
  world.line.cut()
  await page.banner.waitFor()
  await page.ask('A question')
  await page.tab.getByText('Goes out when the server is back.').waitFor()
  await isClean(page, 'cut')
})

test('and would find something, also among headings and in one look alone', async () => {
  const page = await world.guest()
  await page.tab.evaluate(() => {
    const [heading, note] = [document.createElement('h6'), document.createElement('p')]
    heading.textContent = 'Far too small'
    note.textContent = 'Far too dark'
    note.style.color = 'light-dark(black, #333)'
    document.querySelector('main')?.append(document.createElement('button'), heading, note)
  })
  const faults = await faultsInEveryLook(page, 'broken')
  for (const rule of ['broken button-name', 'broken heading-order', 'dark, forced: none, color-contrast'])
    expect(faults.join('\n')).toContain(rule)
  expect(faults.join('\n')).not.toContain('broken color-contrast')
})

async function isClean(page: Page, state: string): Promise<void> {
  expect(await faultsInEveryLook(page, state)).toEqual([])
}

/** Everything in one look; of the others only what a look can change. */
async function faultsInEveryLook(page: Page, state: string): Promise<string[]> {
  const faults = await faultsOf(page, state)
  for (const look of OTHER_LOOKS) {
    await page.tab.emulateMedia(look)
    faults.push(...(await faultsOf(page, `${state}, ${look.colorScheme}, forced: ${look.forcedColors},`, 'colours')))
  }
  await page.tab.emulateMedia(LIGHT)
  return faults
}
