import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('? lists them, though not in the middle of a sentence, and each does what it says', async () => {
  world.model.script([{ text: 'Half an answer' }, 'hang'])
  const page = await world.guest()
  const keys = page.tab.getByRole('dialog', { name: 'Keys' })
  const search = page.tab.getByRole('dialog', { name: 'Search' })
  await page.composer.press('?')
  expect(await page.composer.inputValue()).toBe('?')
  expect(await keys.count()).toBe(0)
  await page.composer.fill('A question')
  await page.composer.press('Shift+Enter')
  await page.composer.press('Enter')
  await page.shows('Half an answer')

  await page.log.focus()
  await page.tab.keyboard.press('?')
  await keys.waitFor()
  const listed = await keys.locator('dt').allInnerTexts()
  const pressed = await keys
    .locator('dd')
    .evaluateAll(all =>
      all.map(each => [...each.querySelectorAll('kbd')].map(({ textContent }) => textContent).join('+')),
    )
  expect(listed).toHaveLength(6)
  expect(pressed).toEqual(['Ctrl+K', 'Ctrl+Shift+O', 'Esc', '?', 'Enter', 'Shift+Enter'])

  // What is open is closed first; then the reply is stopped.
  await page.tab.keyboard.press('Control+k')
  expect(await search.count()).toBe(0)
  await page.tab.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
  expect(await page.lastReply().getAttribute('data-status')).toBe('streaming')
  expect(await page.log.evaluate(element => element === document.activeElement)).toBe(true)
  await page.tab.keyboard.press('Control+k')
  await search.waitFor()
  await page.tab.keyboard.press('Control+k')
  await search.waitFor({ state: 'detached' })
  await page.tab.keyboard.press('Control+k')
  await search.waitFor()
  await page.tab.keyboard.press('Escape')
  await search.waitFor({ state: 'detached' })
  expect(await page.lastReply().getAttribute('data-status')).toBe('streaming')
  await page.tab.keyboard.press('Escape')
  await page.ended('stopped')

  await page.tab.keyboard.press('Control+k')
  await search.waitFor()
  await page.tab.keyboard.press('Control+Shift+o')
  await search.waitFor({ state: 'detached' })
  await soon(() => page.address()).toBe('/')

  await page.press('Settings')
  await page.press('Show all keys')
  await keys.waitFor()
})
