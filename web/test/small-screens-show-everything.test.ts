import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'
import { outside, tooSmall } from './world/outside.ts'

const world = useWorld()

const WIDE = `A paragraph with averylongwordthatneverendsandhasnoplacetobreakanywhereinit and \`inline_code_that_is_long\`.

| ${Array.from({ length: 12 }, (_, n) => `Column ${n}`).join(' | ')} |
|${'---|'.repeat(12)}
| ${Array.from({ length: 12 }, (_, n) => `cell ${n}`).join(' | ')} |

\`\`\`ts
const line = 'a line of code that is much longer than any small screen is wide, and scrolls in its own box'
\`\`\`

https://example.com/a/very/long/address/that/has/no/place/to/break/because/it/is/an/address
`

// 640 px are a window of 1,280 at a zoom of 200 %.
test.each([390, 320, 640])('at %i px nothing is cut and nothing scrolls sideways', async width => {
  world.model.script([{ text: WIDE }], [{ status: 401 }])
  const page = await world.guest({ width, height: 640, touch: true })
  expect(await outside(page)).toEqual([])
  await page.ask('A question with averylongwordthatneverendsandhasnoplacetobreakanywhereinit')
  await page.ended()
  expect(await outside(page)).toEqual([])
  await page.press('Retry')
  await page.ended('failed')
  expect(await outside(page)).toEqual([])
  await page.button('Conversations').click()
  await page.button('New conversation').waitFor()
  await settled(page)
  expect(await outside(page)).toEqual([])
})

test('a wide table and long code scroll in boxes of their own', async () => {
  world.model.script([{ text: WIDE }])
  const page = await world.guest({ width: 390, touch: true })
  await page.ask('Show me')
  await page.ended()
  for (const name of ['.table-scroll', '.code pre']) {
    const box = await page
      .prose()
      .locator(name)
      .evaluate(e => ({ inner: e.scrollWidth, outer: e.clientWidth }))
    expect(box.inner).toBeGreaterThan(box.outer)
    expect(box.outer).toBeLessThan(390)
  }
})

test('the list of conversations is a drawer, which closes when one is chosen', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest({ width: 390, touch: true })
  await page.ask('A conversation')
  await page.ended()
  expect(await page.rows.count()).toBe(0)
  await page.button('Conversations').click()
  const drawer = page.tab.getByRole('dialog')
  await drawer.waitFor()
  expect(await page.titles()).toEqual(['A conversation'])
  await page.button('New conversation').click()
  await drawer.waitFor({ state: 'hidden' })
  expect(page.address()).toBe('/')
  await page.button('Conversations').click()
  await page.tab.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
})

test('what can be pressed is large enough for a finger, and zoom is never forbidden', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest({ width: 390, touch: true })
  await page.ask('A conversation')
  await page.ended()
  expect(await tooSmall(page)).toEqual([])
  const viewport = await page.tab.locator('meta[name=viewport]').getAttribute('content')
  expect(viewport).not.toMatch(/user-scalable|maximum-scale/)
  expect(await page.composer.evaluate(field => parseFloat(getComputedStyle(field).fontSize))).toBeGreaterThanOrEqual(16)
})

/** Panels have come to rest. */
async function settled(page: Page): Promise<void> {
  await soon(() =>
    page.tab.evaluate(() => document.getAnimations().filter(a => a.playState === 'running').length),
  ).toBe(0)
}
