import { expect, test } from 'vitest'
import { inPieces } from './world/pieces.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const LONG = Array.from(
  { length: 60 },
  (_, n) => `Paragraph ${n} of an answer that is long enough to be scrolled.`,
).join('\n\n')

const distance = (page: Page) => page.log.evaluate(log => log.scrollHeight - log.clientHeight - log.scrollTop)

/** Reads something in each frame until `stopped` is set, and answers the largest that was found. */
async function largest(page: Page, what: 'distance' | 'drift', during: () => Promise<unknown>): Promise<number> {
  await page.log.evaluate((log, kind) => {
    const box = log.getBoundingClientRect()
    const eye = document.elementFromPoint(box.left + box.width / 2, box.top + 200)
    const top = eye?.getBoundingClientRect().top ?? Number.NaN
    const found = { largest: 0 }
    Object.assign(window, { found })
    const look = () => {
      const end = log.scrollHeight - log.clientHeight - log.scrollTop
      const drift = Math.abs((eye?.getBoundingClientRect().top ?? Number.NaN) - top)
      found.largest = Math.max(found.largest, kind === 'distance' ? end : drift)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, what)
  await during()
  return page.tab.evaluate(() => (Reflect.get(window, 'found') as { largest: number }).largest)
}

async function fillScreen(page: Page): Promise<void> {
  await page.ask('A long answer')
  await soon(() => page.log.evaluate(log => log.scrollHeight > log.clientHeight * 1.6)).toBe(true)
}

test('the end stays in sight in every frame, and Latest is not offered', async () => {
  world.model.script(inPieces(LONG, 12, 4))
  const page = await world.guest()
  await fillScreen(page)
  const gap = await largest(page, 'distance', () => page.ended())
  expect(gap).toBeLessThanOrEqual(2)
  expect(await page.button('Latest').count()).toBe(0)
})

test('after one notch of the wheel upward, what is read stays where it is', async () => {
  world.model.script(inPieces(LONG, 8, 6))
  const page = await world.guest()
  await fillScreen(page)
  await page.log.hover()
  await page.tab.mouse.wheel(0, -120)
  await soon(() => distance(page)).toBeGreaterThan(100)
  await page.tab.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const drift = await largest(page, 'drift', () => page.ended())
  expect(drift).toBeLessThanOrEqual(1)
  expect(await page.button('Latest').isVisible()).toBe(true)
})

test('PageUp does the same', async () => {
  world.model.script(inPieces(LONG, 8, 6))
  const page = await world.guest()
  await fillScreen(page)
  await page.log.focus()
  await page.tab.keyboard.press('PageUp')
  await page.button('Latest').waitFor()
  await soon(() =>
    page.log.evaluate(log => {
      const before = log.scrollTop
      return new Promise(resolve => setTimeout(() => resolve(log.scrollTop === before), 100))
    }),
  ).toBe(true)
  const drift = await largest(page, 'drift', () => page.ended())
  expect(drift).toBeLessThanOrEqual(1)
})

test('Latest comes past 200 px, and one press lands on the moving end and follows it', async () => {
  world.model.script(inPieces(LONG, 8, 6))
  const page = await world.guest()
  await fillScreen(page)
  await page.log.hover()
  await page.tab.mouse.wheel(0, -400)
  await page.button('Latest').click()
  await soon(() => distance(page)).toBeLessThanOrEqual(2)
  const gap = await largest(page, 'distance', () => page.ended())
  expect(gap).toBeLessThanOrEqual(2)
  expect(await page.button('Latest').count()).toBe(0)
})

test('a question that is asked stands near the top, and its answer fills the room below', async () => {
  world.model.script([{ text: LONG }], inPieces('A short answer, word by word.', 4, 20))
  const page = await world.guest()
  await page.ask('First question')
  await page.ended()
  await page.ask('Second question')
  const top = () =>
    page.questions.last().evaluate(question => {
      const log = question.closest('[role=log]')
      return question.getBoundingClientRect().top - (log?.getBoundingClientRect().top ?? 0)
    })
  await page.shows('A')
  expect(await top()).toBeLessThan(80)
  const before = await top()
  await page.ended('complete', 2)
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
})

test('a long conversation opens at its end', async () => {
  world.model.script([{ text: LONG }])
  const page = await world.guest()
  await page.ask('A long answer')
  await page.ended()
  await page.reload()
  await page.ended()
  await soon(() => distance(page)).toBeLessThanOrEqual(2)
})
