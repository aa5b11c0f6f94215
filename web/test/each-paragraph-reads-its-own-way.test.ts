import { expect, test } from 'vitest'
import { useWorld } from './world/index.ts'

const world = useWorld()
const ANSWER = `## עברית קודם

هذه فقرة عربية فيها \`const x = 1\` ثم نص.

And a paragraph in English.

- الأول
- الثاني

> اقتباس

| اسم | قيمة |
| --- | --- |
| ألف | 1 |

\`\`\`ts
const left = 'to right'
\`\`\`

- one
- two
`

test('Arabic and Hebrew from the right, English from the left, code always from the left', async () => {
  world.model.script([{ text: ANSWER }])
  const page = await world.guest()
  await page.composer.fill('سؤال')
  expect(await page.composer.evaluate(field => getComputedStyle(field).direction)).toBe('rtl')
  await page.composer.press('Enter')
  await page.ended()
  const sides = await page.prose().evaluate(prose => {
    /** On which side of its box the first line of a text begins. */
    const sideOf = (element: Element | null | undefined) => {
      if (!element) return 'missing'
      const range = document.createRange()
      range.selectNodeContents(element)
      const [line] = range.getClientRects()
      const box = element.getBoundingClientRect()
      return line && line.left - box.left > box.right - line.right ? 'right' : 'left'
    }
    const [arabic, english] = prose.querySelectorAll(':scope > p')
    const [first, second] = prose.querySelectorAll(':scope > ul')
    const quote = prose.querySelector('blockquote')
    const style = (element: Element | null | undefined) => element && getComputedStyle(element)
    return {
      heading: sideOf(prose.querySelector('h4')),
      arabic: sideOf(arabic),
      english: sideOf(english),
      arabicItem: sideOf(first?.querySelector('li')),
      englishItem: sideOf(second?.querySelector('li')),
      // Marks and edges stand where the text begins.
      arabicMarks: style(first)?.paddingRight,
      englishMarks: style(second)?.paddingLeft,
      quoteEdge: style(quote)?.borderRightWidth,
      table: style(prose.querySelector('table'))?.direction,
      code: style(prose.querySelector('pre'))?.direction,
      inline: style(arabic?.querySelector('code'))?.direction,
    }
  })
  expect(sides).toMatchObject({
    heading: 'right',
    arabic: 'right',
    english: 'left',
    arabicItem: 'right',
    englishItem: 'left',
    arabicMarks: '20px',
    englishMarks: '20px',
    quoteEdge: '2px',
    table: 'rtl',
    code: 'ltr',
  })
  const question = await page.questions.last().evaluate(heading => getComputedStyle(heading).direction)
  expect(question).toBe('rtl')
})
