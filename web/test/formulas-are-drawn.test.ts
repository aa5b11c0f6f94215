import { expect, test } from 'vitest'
import { inPieces } from './world/pieces.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

const TEXT = `It costs $5 and $10, and $HOME is a folder.

The roots are $x_{1,2}$, and \\(\\alpha\\) is a letter:

$$
x_{1,2} = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}
$$

\\[
\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} \\in \\mathbb{R}^{2 \\times 2}
\\]

What cannot be drawn: $$\\nothing{x}$$ and $$\\href{javascript:alert(1)}{x}$$.

1. An item:
   $$\\sum_{i=1}^n i = \\int_0^\\infty e^{-x}\\,dx + a + b + c + d + e + f + g + h + i + j + k + l + m + n + o$$
2. Another one.
`

const MATHML = 'http://www.w3.org/1998/Math/MathML'

/** What stands in each place for a formula: MathML, or its source. */
const formulas = (page: Page) =>
  page.prose().evaluate((prose, namespace) => {
    const places = [...prose.querySelectorAll('.math')]
    return places.map(place => (place.firstElementChild?.namespaceURI === namespace ? 'drawn' : place.textContent))
  }, MATHML)

const DRAWN = ['drawn', 'drawn', 'drawn', 'drawn', '$$\\nothing{x}$$', '$$\\href{javascript:alert(1)}{x}$$', 'drawn']

test('formulas are drawn as MathML, money is not, and what draws them is loaded only then', async () => {
  world.model.script([{ text: 'It costs $5 and $10.' }], inPieces(TEXT, 4, 3))
  const page = await world.guest({ width: 390 })
  const requests: string[] = []
  page.tab.on('request', request => requests.push(new URL(request.url()).pathname))
  await page.ask('What does it cost?')
  await page.ended()
  expect(requests.filter(path => path.includes('math'))).toEqual([])

  await page.ask('And the roots?')
  await soon(() => formulas(page)).toContain('drawn')
  const first = await page.prose().locator('math').first().elementHandle()
  await page.ended('complete', 2)
  await soon(() => formulas(page)).toEqual(DRAWN)
  expect(requests.filter(path => path.includes('math')).length).toBeGreaterThan(0)
  // The node that was drawn while it streamed is the one that stands there at the end.
  expect(await first?.evaluate(node => node.isConnected)).toBe(true)
  expect(await page.text()).toContain('It costs $5 and $10, and $HOME is a folder.')
  const { width, page: pageWidth } = await page.prose().evaluate(prose => ({
    width: [...prose.querySelectorAll('div.math')].some(box => box.scrollWidth > box.clientWidth),
    page: document.documentElement.scrollWidth,
  }))
  expect(pageWidth).toBe(390)
  expect(width).toBe(true)
  const streamed = await page.prose().innerHTML()

  await page.reload()
  await page.ended('complete', 2)
  await soon(() => page.prose().innerHTML()).toBe(streamed)
})

test('a formula keeps its height once it is drawn, and is drawn once', async () => {
  world.model.script([{ text: 'So $x$.' }], inPieces(`${TEXT}\n\nThe end.`, 5, 4))
  const page = await world.guest()
  await page.ask('A letter')
  await page.ended()
  await soon(() => formulas(page)).toEqual(['drawn'])
  await page.tab.evaluate(() => {
    const changes = new Map<Element, Set<string>>()
    Object.assign(window, { changes })
    const look = () => {
      for (const math of document.querySelectorAll('math')) {
        const seen = changes.get(math) ?? new Set<string>()
        changes.set(math, seen.add(`${math.getBoundingClientRect().height} ${math.outerHTML}`))
      }
      requestAnimationFrame(look)
    }
    look()
  })
  await page.ask('The roots')
  await page.ended('complete', 2)
  await soon(() => formulas(page)).toEqual(DRAWN)
  const seen = await page.tab.evaluate(() => {
    const changes = Reflect.get(window, 'changes') as Map<Element, Set<string>>
    return [...changes].map(([math, states]) => ({ isThere: math.isConnected, states: states.size }))
  })
  expect(seen).toEqual(seen.map(() => ({ isThere: true, states: 1 })))
  expect(seen.length).toBe(1 + DRAWN.filter(each => each === 'drawn').length)
})
