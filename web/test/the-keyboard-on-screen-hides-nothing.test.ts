import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const PHONE = { width: 390, height: 844 }
/** What is left above a keyboard. */
const ABOVE = { width: 390, height: 470 }
const LONG = Array.from({ length: 30 }, (_, n) => `Paragraph ${n} of an answer.`).join('\n\n')

/** Where the composer and the end of the answer stand, from the top of what is in sight. */
function standing(page: Page) {
  return page.tab.evaluate(() => {
    const bottom = (selector: string) => [...document.querySelectorAll(selector)].at(-1)?.getBoundingClientRect().bottom
    const { height = innerHeight, offsetTop = 0 } = visualViewport ?? {}
    return {
      sight: height + offsetTop,
      composer: bottom('.composer') ?? Number.NaN,
      top: document.querySelector('.composer')?.getBoundingClientRect().top ?? Number.NaN,
      last: bottom('.prose p') ?? Number.NaN,
    }
  })
}

test('composer and last line stay in sight where the keyboard takes its room from the page', async () => {
  world.model.script([{ text: LONG }])
  const page = await world.guest({ ...PHONE, touch: true })
  await page.ask('A question')
  await page.ended()
  await page.composer.focus()
  await page.tab.setViewportSize(ABOVE)
  await soon(async () => {
    const { sight, composer, top, last } = await standing(page)
    return composer <= sight + 1 && last <= top + 1 && last > 0
  }).toBe(true)
})

test('and where it is laid over the page', async () => {
  world.model.script([{ text: LONG }])
  const page = await world.guest({ ...PHONE, touch: true })
  await page.ask('A question')
  await page.ended()
  // As Safari does it: the window keeps its height, and what is in sight of it gets smaller.
  await page.tab.evaluate(height => {
    const viewport = visualViewport
    if (!viewport) throw new Error('no visual viewport')
    Object.defineProperty(viewport, 'height', { get: () => height, configurable: true })
    viewport.dispatchEvent(new Event('resize'))
  }, ABOVE.height)
  await soon(async () => {
    const { sight, composer, top, last } = await standing(page)
    return composer <= sight + 1 && last <= top + 1 && last > 0
  }).toBe(true)
  await page.tab.evaluate(() => {
    if (visualViewport) Reflect.deleteProperty(visualViewport, 'height')
    visualViewport?.dispatchEvent(new Event('resize'))
  })
  await soon(async () => Math.abs((await standing(page)).composer - PHONE.height)).toBeLessThanOrEqual(1)
})

test('the composer grows to two fifths of the window, and then scrolls in itself', async () => {
  const page = await world.guest({ ...PHONE, touch: true })
  const height = () => page.composer.evaluate(field => field.getBoundingClientRect().height)
  const small = await height()
  await page.composer.fill('one\ntwo\nthree')
  expect(await height()).toBeGreaterThan(small * 1.8)
  await page.composer.fill('a line\n'.repeat(80))
  const large = await page.composer.evaluate(field => ({
    height: field.getBoundingClientRect().height,
    inner: field.scrollHeight,
  }))
  expect(Math.abs(large.height - PHONE.height * 0.4)).toBeLessThanOrEqual(1)
  expect(large.inner).toBeGreaterThan(large.height)
  await page.composer.fill('')
  expect(await height()).toBe(small)
})
