import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { outside, tooSmall } from './world/outside.ts'

const world = useWorld()

const field = (page: Page) => page.tab.getByRole('combobox')
const options = (page: Page) => page.tab.getByRole('option')
const inHand = (page: Page) => page.tab.getByRole('option', { selected: true })
const dialog = (page: Page) => page.tab.getByRole('dialog', { name: 'Search' })

async function talk(page: Page, ...turns: [string, string][]): Promise<void> {
  for (const [question, answer] of turns) {
    world.model.script([{ text: answer }])
    await page.open()
    await page.ask(question)
    await page.ended()
  }
}

test('titles at once, messages from the server, commands; by the keys alone', async () => {
  const page = await world.guest()
  await talk(
    page,
    ['Sourdough timetable', 'Twelve hours at **six** degrees.'],
    ['Letter to a landlord', 'Dear landlord!'],
  )
  await page.tab.keyboard.press('Control+k')
  await soon(() => field(page).evaluate(element => element === document.activeElement)).toBe(true)
  expect(await inHand(page).innerText()).toContain('Letter to a landlord')
  await field(page).fill('SOUR')
  expect(await inHand(page).innerText()).toContain('Sourdough timetable')
  await field(page).fill('twelve')
  await options(page).filter({ hasText: 'Twelve hours at six degrees.' }).waitFor()
  expect(await inHand(page).locator('mark').allInnerTexts()).toEqual(['Twelve'])
  await field(page).press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  expect(await page.text()).toBe('Twelve hours at six degrees.')

  await page.tab.keyboard.press('Control+k')
  await field(page).fill('this conversation')
  const names = await options(page).allInnerTexts()
  expect(names.length).toBeGreaterThan(3)
  await field(page).press('ArrowUp')
  expect(await inHand(page).innerText()).toBe(names.at(-1))
  await field(page).press('ArrowDown')
  expect(await inHand(page).innerText()).toContain('Rename')
  await field(page).press('Enter')
  await page.tab.getByRole('dialog', { name: /Rename/ }).waitFor()
  await page.tab.keyboard.press('Escape')

  await page.composer.focus()
  await page.tab.keyboard.press('Control+k')
  await field(page).fill('zebra')
  await page.tab.getByText('Nothing says “zebra”.').waitFor()
  world.line.cut()
  await field(page).fill('giraffe')
  await page.tab.getByText('The search did not get through.').waitFor()
  world.line.mend()
  await field(page).fill('dear')
  await options(page).filter({ hasText: 'Dear landlord!' }).waitFor()
  await page.tab.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'detached' })
  expect(await page.composer.evaluate(element => element === document.activeElement)).toBe(true)
})

test.each([390, 320])('at %i px it fills the screen, and nothing is cut', async width => {
  const page = await world.guest({ width, height: 640, touch: true })
  await talk(page, [
    'A question with averylongwordthatneverendsandhasnoplacetobreak',
    'An answer_with_aword_that_never_ends.',
  ])
  await page.button('Conversations').click()
  await page.button('Search').click()
  await field(page).fill('a')
  await field(page).fill('an')
  await options(page).filter({ hasText: 'never_ends' }).waitFor()
  expect(await dialog(page).boundingBox()).toMatchObject({ x: 0, y: 0, width, height: 640 })
  expect([await outside(page), await tooSmall(page)]).toEqual([[], []])
  await page.button('Close').click()
  await dialog(page).waitFor({ state: 'detached' })
})

test.each([{ theme: 'light' }, { theme: 'dark' }, { theme: 'dark', forcedColors: true }] as const)(
  'axe finds nothing in it, nor in the list of keys: %o',
  async look => {
    const page = await world.guest(look)
    await talk(page, ['Sourdough timetable', 'Twelve hours.'])
    await page.tab.keyboard.press('Control+k')
    await field(page).waitFor()
    expect(await faultsOf(page, 'begun')).toEqual([])
    await field(page).fill('t')
    await field(page).fill('tw')
    await options(page).filter({ hasText: 'Twelve hours' }).waitFor()
    expect(await faultsOf(page, 'found')).toEqual([])
    await page.tab.keyboard.press('Escape')
    await page.log.focus()
    await page.tab.keyboard.press('?')
    await page.tab.getByRole('dialog', { name: 'Keys' }).waitFor()
    expect(await faultsOf(page, 'keys')).toEqual([])
  },
)
