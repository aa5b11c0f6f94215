import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const SOURCE = `const a = "<b>" // &amp; $x^2$\n\n${Array.from({ length: 12 }, (_, n) => `\tif (a) return ${n}\n`).join('')}`
const HALF = 'const a = "<b>" // &amp;'

const copied = (page: Page) => page.tab.evaluate(() => navigator.clipboard.readText())

test('a block of code is copied as it was written while it grows, and coloured once, in place, when it closes', async () => {
  let goOn = () => {}
  const half = new Promise<void>(resolve => (goOn = resolve))
  let close = () => {}
  const open = new Promise<void>(resolve => (close = resolve))
  world.model.script([
    { text: `Here:\n\n\`\`\`ts\n${HALF}` },
    { until: half },
    { text: SOURCE.slice(HALF.length) },
    { until: open },
    { text: '```\n\nMore words.\n' },
  ])
  const visit = await world.visit()
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.url })
  const page = await visit.tab('/')
  await page.ask('Code')
  await page.shows(HALF)
  const copy = page.prose().getByRole('button', { name: 'Copy' })
  await copy.click()
  await soon(() => copied(page)).toBe(HALF)

  goOn()
  await page.shows('return 11')
  await page.prose().evaluate(prose => {
    const code = prose.querySelector('code')
    const heights = new Set<number>()
    let times = 0
    Object.assign(window, { seen: () => ({ heights: heights.size, times, height: [...heights][0] }) })
    if (!code) return
    new MutationObserver(all => (times += all.some(({ type }) => type === 'childList') ? 1 : 0)).observe(code, {
      childList: true,
    })
    const look = () => {
      heights.add(code.getBoundingClientRect().height)
      requestAnimationFrame(look)
    }
    look()
  })
  close()
  await page.ended()
  await soon(() => page.prose().locator('.hljs-keyword').count()).toBeGreaterThan(10)
  await page.shows('More words.')
  const seen = await page.tab.evaluate(() => (Reflect.get(window, 'seen') as () => object)())
  expect(seen).toMatchObject({ heights: 1, times: 1 })
  await copy.click()
  await soon(() => copied(page)).toBe(SOURCE.trimEnd())
})
