import { expect, test } from 'vitest'
import { KINDS } from './world/documents.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { outside, tooSmall } from './world/outside.ts'

const world = useWorld()
const PHONE = { width: 390, height: 844, touch: true }
const [{ file, question, fact }] = KINDS

test('a file, a question, its answer and source, the menu, the list', async () => {
  world.model.script(
    [{ text: `It opens at ${fact}.[1]` }],
    [{ text: 'Half of it' }, 'hang'],
    [{ text: ' and the rest.' }],
  )
  const page = await world.guest(PHONE)
  const { tab } = page
  await fits(page, 'empty')

  const [chooser] = await Promise.all([tab.waitForEvent('filechooser'), page.button('Attach a file').tap()])
  await chooser.setFiles(file)
  await tab.locator('.pill[data-stage=ready]').waitFor()
  await page.composer.tap()
  await page.composer.fill(question)
  await fits(page, 'with a file')
  await page.button('Send').tap()
  await page.shows(fact)
  await page.ended()
  await fits(page, 'answered')
  await page.prose().locator('.cite button').tap()
  const dialog = tab.getByRole('dialog')
  await dialog.locator('mark').waitFor()
  await fits(page, 'passage')
  await dialog.getByRole('button', { name: 'Close' }).tap()
  await dialog.waitFor({ state: 'detached' })

  await page.composer.fill('And now?')
  await page.button('Send').tap()
  await page.shows('Half of it')
  await fits(page, 'streaming')
  await page.button('Stop').tap()
  await page.ended('stopped', 2)
  await fits(page, 'stopped')
  await page.button('Continue').tap()
  await page.ended('complete', 2)
  await soon(() => page.text()).toBe('Half of it and the rest.')

  for (const entry of ['Rename', 'Model and instructions…', 'Share…', 'Export…']) {
    await tab.getByRole('button', { name: /^More about/ }).tap()
    await tab.getByRole('menuitem', { name: entry, exact: true }).waitFor()
    await fits(page, 'menu')
    await tab.getByRole('menuitem', { name: entry, exact: true }).tap()
    await dialog.waitFor()
    await fits(page, entry)
    await dialog.getByRole('button', { name: /^(?:Cancel|Close)$/ }).tap()
    await dialog.waitFor({ state: 'detached' })
  }

  await page.button('Conversations').tap()
  await fits(page, 'drawer')
  await tab.getByRole('button', { name: /^Search/ }).tap()
  await tab.getByRole('combobox').fill('half')
  await tab.getByRole('option', { name: /Half of it/ }).waitFor()
  await fits(page, 'search')
  await tab.getByRole('option', { name: /Half of it/ }).tap()
  await tab.getByRole('combobox').waitFor({ state: 'detached' })
  await page.shows('Half of it')
})

test('every other place', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest(PHONE)
  const { tab } = page
  await page.ask('A question')
  await page.ended()
  for (const place of ['Library', 'Bots', 'Archive', 'Settings']) {
    await page.button('Conversations').tap()
    const drawer = tab.getByRole('dialog', { name: 'Conversations' })
    await drawer.getByText(place, { exact: true }).tap()
    await drawer.waitFor({ state: 'hidden' })
    await tab.getByRole('heading', { level: 1, name: place }).waitFor()
    await fits(page, place)
  }
  await tab.getByRole('button', { name: /^Theme/ }).tap()
  expect(await tab.locator('html').getAttribute('data-theme')).toBe('dark')
  await tab.getByRole('button', { name: 'Keep my conversations' }).first().tap()
  await tab.getByRole('dialog').waitFor()
  await fits(page, 'account')
  await tab.keyboard.press('Escape')
  await tab.goto(`${world.url}/bots/new`)
  await tab.getByLabel('Name').waitFor()
  await fits(page, 'bot')
})

/** Nothing stands out of the window, and what can be pressed is as large as a finger. */
async function fits(page: Page, state: string): Promise<void> {
  await soon(() =>
    page.tab.evaluate(() => document.getAnimations().filter(a => a.effect?.getTiming().iterations === 1).length),
  ).toBe(0)
  expect({ state, outside: await outside(page), tooSmall: await tooSmall(page) }).toEqual({
    state,
    outside: [],
    tooSmall: [],
  })
}
