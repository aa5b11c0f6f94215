import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { useWorld, type Page } from './world/index.ts'
import { librarianOf } from './world/library.ts'
import { outside, tooSmall } from './world/outside.ts'
import { shareLink } from './world/share.ts'

const world = useWorld()

const filler = (name: string) => `# ${name}\n\n${`${name} are told of here at some length. `.repeat(60)}`
const GUIDE = `${filler('Tapes')}\n\n# Replies\n\nA reply is an append-only log: each chunk is written once.\n\n${filler('Wires')}`
const ANSWER = `Give it an **append-only log**.[1] It costs $5 and $10.

- One terminal event [2]
- and no more

\`\`\`ts
const log = await open('tape')
\`\`\`

| Event | Carries | Stored | More | And more | Still more |
| :---- | :------ | :----- | :--- | :------- | ---------: |
| delta | text, seq | yes | something | something else | 4 ms |

$$\\sum_{i=1}^n i = \\frac{n(n+1)}{2}$$

${'A long line of words that goes on and on. '.repeat(12)}`

/** Somebody who has the link and nothing else. */
async function reader(link: string, options: Parameters<typeof world.visit>[0] = {}): Promise<Page> {
  const page = await (await world.visit({ scripts: false, ...options })).tab()
  await page.tab.goto(link)
  return page
}

test('it shows all of the conversation, and each citation opens its passage, also when the source is gone', async () => {
  const page = await world.guest()
  const librarian = await librarianOf(page)
  const source = await librarian.teachFile('Guide.md', GUIDE)
  world.model.script([{ text: ANSWER }], [{ text: 'Half of' }, 'hang'])
  await page.ask('How does a reply survive a reload?')
  await page.ended()
  await page.ask('And for how long?')
  await page.shows('Half of')
  await page.press('Stop')
  await page.ended('stopped', 2)
  const link = await shareLink(page)
  await librarian.removeSource(source)

  const stranger = await reader(link, { width: 390, height: 844, touch: true })
  const { tab } = stranger
  expect(await tab.title()).toBe('How does a reply survive a reload? · Folio')
  expect(await tab.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
    'How does a reply survive a reload?',
    'And for how long?',
  ])
  const reply = tab.locator('.reply').first()
  for (const part of ['strong', 'li', 'table td', 'math mfrac', '.hljs-keyword']) {
    expect([part, await reply.locator(part).count()]).not.toEqual([part, 0])
  }
  expect(await reply.innerText()).toContain('It costs $5 and $10.')
  expect(await tab.locator('.reply').last().innerText()).toMatch(/Half of\s+The reply was stopped here\./)
  expect(await tab.locator('script, button').count()).toBe(0)
  expect(await tab.context().cookies()).toEqual([])

  for (const n of [1, 2]) {
    const numeral = reply.getByRole('link', { name: new RegExp(`^Source ${n}: `) })
    const passage = tab.locator(`[id="${(await numeral.getAttribute('href'))?.slice(1)}"]`)
    expect(await passage.isVisible()).toBe(false)
    await numeral.click()
    await passage.waitFor()
    expect(await passage.evaluate(element => element.getBoundingClientRect().top < innerHeight)).toBe(true)
    const [quote, around] = [await passage.locator('mark').innerText(), await passage.innerText()]
    expect(GUIDE).toContain(quote)
    expect(around.length).toBeGreaterThan(quote.length)
  }
  expect(await outside(stranger)).toEqual([])
  // Numerals stand in a line of text: what there is to hit of them is larger than what there is to see.
  expect((await tooSmall(stranger)).filter(found => !/^\d /.test(found))).toEqual([])

  // On paper every passage can be read.
  const printed = await reader(link)
  await printed.tab.emulateMedia({ media: 'print' })
  for (const passage of await printed.tab.locator('.shared-passage').all()) expect(await passage.isVisible()).toBe(true)
  expect(await printed.tab.locator('.shared-bar').isVisible()).toBe(false)
  expect(await outside(printed)).toEqual([])
})

test('axe finds nothing in it, light, dark and narrow, in either language', async () => {
  const page = await world.guest()
  await (await librarianOf(page)).teachFile('Guide.md', GUIDE)
  world.model.script([{ text: ANSWER }])
  await page.ask('How does a reply survive a reload?')
  await page.ended()
  const link = await shareLink(page)
  for (const options of [
    { theme: 'light', locale: 'de-AT' },
    { theme: 'dark', width: 320 },
  ] as const) {
    const stranger = await reader(link, { ...options, scripts: true })
    await stranger.tab.locator('.cite a').first().click()
    expect(await faultsOf(stranger, options.theme)).toEqual([])
    expect(await outside(stranger)).toEqual([])
    const isDark = await stranger.tab.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    const paper = await stranger.tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    expect([isDark, /0\.19/.test(paper)]).toEqual([options.theme === 'dark', options.theme === 'dark'])
    const german = 'locale' in options
    expect(await stranger.tab.locator('html').getAttribute('lang')).toBe(german ? 'de' : 'en')
    expect(await stranger.tab.getByText(german ? 'Geteilt aus Folio' : 'Shared from Folio').isVisible()).toBe(true)
    await stranger.tab.goto(link.slice(0, -1))
    expect(await faultsOf(stranger, 'missing')).toEqual([])
  }
})

const PAYLOADS = [
  '<script>ran()</script> <img src="https://evil.example/p.png" onerror=ran()>',
  '"><svg onload=ran()><script>ran()</script>',
  '![x](https://evil.example/i.png) [y](javascript:ran()) [z](data:text/html,<script>ran()</script>)',
  '<iframe srcdoc="<script>parent.ran()</script>"></iframe><base href="https://evil.example/">',
  '</title></h1></blockquote></mark><script>ran()</script>',
  '<style>@import "https://evil.example/s.css"</style><meta http-equiv=refresh content="0;url=https://evil.example">',
]
const CODE =
  '```html" onmouseover="ran()\n</code></pre><img src=x onerror=ran()>\n```\n\n```html\n</code><script>ran()</script>\n```'
const MATH = '$$\\href{javascript:ran()}{x} \\text{<img src=x onerror=ran()>}$$'

test('nothing in it runs or calls anybody: a title, a question, a reply, a source or a quote', async () => {
  const page = await world.guest()
  const librarian = await librarianOf(page)
  const title = `Title ${PAYLOADS.join(' ')}`
  await librarian.teach(
    title.slice(0, 190),
    `# Heading ${PAYLOADS[0]}\n\nThe harpsichord was tuned in May. ${PAYLOADS.join(' ')}`,
  )
  world.model.script([{ text: `In May [1].\n\n${PAYLOADS.join('\n\n')}\n\n${CODE}\n\n${MATH}` }])
  const question = `When was the harpsichord tuned? ${PAYLOADS.join(' ')}`
  await page.ask(question)
  await page.ended()
  const link = await shareLink(page)
  const stranger = await (await world.visit()).tab()
  const { tab } = stranger
  await tab.addInitScript(() => Object.assign(window, { ran: () => Object.assign(window, { hasRun: true }) }))
  const asked: string[] = []
  tab.on('request', request => asked.push(new URL(request.url()).pathname))
  await tab.goto(link)
  await tab.locator('.cite a').first().click()
  expect(await tab.locator('mark').innerText()).toContain(PAYLOADS[0])
  expect(await tab.getByRole('heading', { level: 2 }).innerText()).toBe(question)
  const forbidden =
    'img, script, iframe, svg, object, embed, base, style, form, [onerror], [onload], [onmouseover], body meta'
  expect(await tab.locator(forbidden).count()).toBe(0)
  const addresses = await tab.locator('main [href]').evaluateAll(all => all.map(a => a.getAttribute('href') ?? ''))
  expect(addresses.filter(address => !/^(?:https?:\/\/|mailto:|#m\d)/.test(address))).toEqual([])
  for (const box of await tab.locator('.prose code, .prose a').all()) await box.dispatchEvent('mouseover')
  expect(await tab.evaluate(() => Reflect.get(window, 'hasRun'))).toBeUndefined()
  // Its own page, styles, font and icon: no script, and nothing that would need a login.
  expect(asked.filter(path => !/^\/(?:s\/|assets\/[\w.-]+\.(?:css|woff2)$|favicon\.svg$)/.test(path))).toEqual([])
  expect(stranger.faults).toEqual([])
})
