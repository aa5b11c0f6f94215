import { expect, test } from 'vitest'
import { useWorld, type Page } from './world/index.ts'

const world = useWorld()
/** A4 without its margins, at 96 dots an inch. */
const PAPER = { width: 672, height: 987 }
const LONG_LINE = `const line = '${'a long line of code '.repeat(12)}'`
const ANSWER = `Some text with [a link](https://example.com/where/it/leads).

\`\`\`ts
${LONG_LINE}
\`\`\`

| ${Array.from({ length: 8 }, (_, n) => `Column ${n}`).join(' | ')} |
|${'---|'.repeat(8)}
| ${Array.from({ length: 8 }, (_, n) => `a cell ${n}`).join(' | ')} |
`

/** Everything in sight that can be pressed, and everything that stands out of the paper. */
function onPaper(page: Page) {
  return page.tab.evaluate(() => {
    const seen = [...document.querySelectorAll<HTMLElement>('body *')].filter(element => {
      const { width, height } = element.getBoundingClientRect()
      return (
        width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest('.unseen')
      )
    })
    const name = (element: Element) => `${element.tagName}.${element.className}`
    const edge = document.documentElement.clientWidth
    const inks = seen.filter(
      element => element.closest('.prose, .question-text, h1') && element.childElementCount === 0,
    )
    return {
      pressed: seen.filter(element => element.matches('button, input, select, textarea')).map(name),
      outside: seen.filter(element => element.getBoundingClientRect().right > edge + 0.5).map(name),
      grounds: [...new Set(seen.map(element => getComputedStyle(element).backgroundColor))],
      inks: [...new Set(inks.map(element => getComputedStyle(element).color))],
      text: document.body.innerText,
    }
  })
}

test('black on white, without buttons, with addresses, and nothing is cut: from a dark page too', async () => {
  world.model.script([{ text: ANSWER }], [{ text: 'Half' }, 'hang'])
  const page = await world.guest({ theme: 'dark' })
  await page.ask(`A long question\n${'and more of it\n'.repeat(14)}the last of it`)
  await page.ended()
  await page.prose().locator('.hljs-keyword').first().waitFor()
  await page.ask('Another question')
  await page.shows('Half')
  await page.press('Stop')
  await page.ended('stopped', 2)
  await page.tab.setViewportSize(PAPER)
  await page.tab.emulateMedia({ media: 'print' })

  const { pressed, outside, grounds, inks, text } = await onPaper(page)
  expect(pressed).toEqual([])
  expect(outside).toEqual([])
  for (const ground of grounds) expect(ground).toMatch(/^(?:rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\))$/)
  expect(inks).toContain('rgb(0, 0, 0)')
  expect(text).toContain('the last of it')
  expect(text).toContain('Another question')
  expect(text).not.toMatch(/New conversation|Library|Retry|Copy|Continue/)
  const link = page.replies.first().getByRole('link')
  const shown = await link.evaluate(element => getComputedStyle(element, '::after').content)
  expect(shown).toContain('https://example.com/where/it/leads')
  const code = page.replies.first().locator('pre code')
  const lines = await code.evaluate(
    element => element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight),
  )
  expect(lines).toBeGreaterThan(2)
  // The whole of it, not one window's height.
  const height = await page.log.evaluate(log => log.getBoundingClientRect().height - log.scrollHeight)
  expect(height).toBeGreaterThanOrEqual(-1)
  const pdf = await page.tab.pdf({ format: 'A4' })
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
})

test('and all of it, also what was too far up to be drawn', async () => {
  const TURNS = 9
  world.model.script([{ text: 'A line of a long answer.\n\n'.repeat(60) }])
  const page = await world.guest()
  for (let turn = 1; turn <= TURNS; turn++) {
    await page.ask(`Question ${turn}`)
    await page.ended('complete', turn)
  }
  await page.reload()
  await page.questions.last().waitFor()
  expect(await page.questions.count()).toBeLessThan(TURNS)
  await page.tab.pdf()
  expect(await page.questions.allInnerTexts()).toEqual(Array.from({ length: TURNS }, (_, n) => `Question ${n + 1}`))
})
