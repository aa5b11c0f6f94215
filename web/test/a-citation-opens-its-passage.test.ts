import { expect, test } from 'vitest'
import { librarianOf, type Librarian } from './world/library.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

const FILLER = (from: number) =>
  Array.from(
    { length: 60 },
    (_, n) => `Note ${from + n}. The ship's log holds many a quiet day at sea and says so at length.`,
  )
const LOG = [
  '# The log of the Meridian',
  ...FILLER(0),
  '## Repairs',
  'The foremast was mended with larch from Arkhangelsk after the storm in March.',
  ...FILLER(100),
].join('\n\n')
const QUESTION = 'Which wood was the foremast mended with?'
const ANSWER = 'With larch [1].'

const numeral = (page: Page) => page.lastReply().getByRole('button', { name: 'Source 1: The log of the Meridian' })
const passage = (page: Page) => page.tab.getByRole('dialog', { name: 'The log of the Meridian' })
const marked = async (page: Page) => (await passage(page).locator('mark').allInnerTexts()).join('\n')

async function cited(page: Page): Promise<{ librarian: Librarian; sourceId: string }> {
  const librarian = await librarianOf(page)
  const sourceId = await librarian.teach('The log of the Meridian', LOG)
  world.model.script([{ text: 'With larch' }, { waitMs: 50 }, { text: ' [1' }, { waitMs: 50 }, { text: '].' }])
  await page.ask(QUESTION)
  await page.ended()
  return { librarian, sourceId }
}

test('the numeral stands in the text, and leads to the passage in its document', async () => {
  const page = await world.guest()
  await cited(page)
  expect(await page.prose().locator('> p').first().innerText()).toBe('With larch1.')
  await numeral(page).click()
  await soon(() => marked(page)).toContain('larch from Arkhangelsk')
  // In the middle, with the document around it.
  const { above, below, inSight } = await passage(page).evaluate(dialog => {
    const body = dialog.querySelector('.passage-body')?.getBoundingClientRect()
    const marks = [...dialog.querySelectorAll('mark')].map(mark => mark.getBoundingClientRect())
    const [top, bottom] = [marks[0]?.top ?? 0, marks.at(-1)?.bottom ?? 0]
    return { above: top - (body?.top ?? 0), below: (body?.bottom ?? 0) - bottom, inSight: top < (body?.bottom ?? 0) }
  })
  expect(inSight).toBe(true)
  if (below > 0) expect(Math.abs(above - below)).toBeLessThan(4)
  else expect(above).toBeLessThan(40)
})

test('it says where in a document that stands: on which page, under which heading', async () => {
  const page = await world.guest({ width: 1440 })
  const librarian = await librarianOf(page)
  await librarian.teachFile('meridian.md', LOG)
  world.model.script([{ text: ANSWER }])
  await page.ask(QUESTION)
  await page.ended()
  expect(await page.prose().locator('a.cited').innerText()).toMatch(/^1 .*, “Repairs”:\s+“.*larch from Arkhangelsk/)
  await page.prose().locator('a.cited').click()
  const place = page.tab.getByRole('dialog').locator('.passage-place')
  expect(await place.innerText()).toBe('Source 1 · Repairs')
})

test('what is marked is what was quoted, to the character, streamed and stored', async () => {
  const page = await world.guest()
  const { librarian } = await cited(page)
  const quoted = async () => {
    await numeral(page).click()
    await soon(() => marked(page)).not.toBe('')
    const lines = await marked(page)
    await page.tab.keyboard.press('Escape')
    await soon(() => page.tab.url()).not.toContain('?')
    return lines
  }
  const quote = (await librarian.citationsOf(await page.lastReply().getAttribute('id')))[0]?.quote ?? ''
  const lines = quote.split('\n').filter(line => line.trim() !== '')
  expect(lines.join()).toContain('larch')
  expect(await quoted()).toBe(lines.join('\n'))
  await page.reload()
  await page.ended()
  expect(await quoted()).toBe(lines.join('\n'))
})

test('a passage has an address: reload, back, forward, and another tab', async () => {
  const page = await world.guest()
  await cited(page)
  await numeral(page).click()
  await soon(() => marked(page)).toContain('larch')
  const address = new URL(page.tab.url())
  await page.tab.reload()
  await soon(() => marked(page)).toContain('larch')
  await page.tab.goBack()
  await passage(page).waitFor({ state: 'detached' })
  expect(new URL(page.tab.url()).search).toBe('')
  await page.tab.goForward()
  await soon(() => marked(page)).toContain('larch')

  const other = await page.tab.context().newPage()
  await other.goto(address.href)
  const dialog = other.getByRole('dialog')
  await dialog.locator('mark').first().waitFor()
  // Nothing was here before: closing leaves the conversation in sight.
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(new URL(other.url()).pathname + new URL(other.url()).search).toBe(address.pathname)
})

test('by the keyboard alone: Tab to the numeral, Enter, Escape, and the focus is back', async () => {
  const page = await world.guest()
  await cited(page)
  const { keyboard } = page.tab
  const focused = () => page.tab.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.className)
  for (let n = 0; n < 20 && (await focused()) !== 'Source 1: The log of the Meridian'; n++)
    await keyboard.press('Shift+Tab')
  expect(await focused()).toBe('Source 1: The log of the Meridian')
  await keyboard.press('Enter')
  await soon(() => marked(page)).toContain('larch')
  expect(await focused()).toBe('Document')
  const before = await passage(page)
    .locator('.passage-body')
    .evaluate(body => body.scrollTop)
  await keyboard.press('PageDown')
  await soon(() =>
    passage(page)
      .locator('.passage-body')
      .evaluate(body => body.scrollTop),
  ).toBeGreaterThan(before)
  await keyboard.press('Escape')
  await soon(() => page.tab.url()).not.toContain('?')
  expect(await focused()).toBe('Source 1: The log of the Meridian')
  // It did not stop or send anything, and the next numeral press opens again.
  await keyboard.press('Enter')
  await soon(() => marked(page)).toContain('larch')
})

test('the whole document can be read on, up and down, and stays where the reader is', async () => {
  const page = await world.guest()
  const librarian = await librarianOf(page)
  const line = (n: number) =>
    `Entry ${n}: nothing of note happened on this day nor on the one before as far as is known.`
  const long = (from: number) => Array.from({ length: 900 }, (_, n) => line(from + n)).join('\n\n')
  await librarian.teach(
    'The log of the Meridian',
    `${long(0)}\n\nThe foremast was mended with larch.\n\n${long(5_000)}`,
  )
  world.model.script([{ text: ANSWER }])
  await page.ask(QUESTION)
  await page.ended()
  await numeral(page).click()
  await soon(() => marked(page)).toContain('larch')
  const body = passage(page).locator('.passage-body')
  expect((await body.innerText()).length).toBeLessThan(20_000)
  const first = () => passage(page).locator('.line').first().innerText()
  const wasFirst = await first()
  const anchor = passage(page).locator('.line', { hasText: wasFirst }).first()
  await body.evaluate(box => (box.scrollTop = 0))
  await soon(first).not.toBe(wasFirst)
  // What was at the top is still in sight.
  expect(await anchor.evaluate(at => at.getBoundingClientRect().top)).toBeLessThan(800)
  await soon(async () => {
    await body.evaluate(box => (box.scrollTop = 0))
    return first()
  }).toBe(line(0))
  await soon(async () => {
    await body.evaluate(box => (box.scrollTop = box.scrollHeight))
    return passage(page).locator('.line').last().innerText()
  }).toBe(line(5_899))
})

test('of a source that has been removed, what was quoted is still there', async () => {
  const page = await world.guest()
  const { librarian, sourceId } = await cited(page)
  await librarian.removeSource(sourceId)
  // Known here from before: the document is asked for, and is not there.
  await numeral(page).click()
  await soon(() => passage(page).innerText()).toMatch(/has been removed[^]*larch from Arkhangelsk/)
  await page.tab.goBack()
  await page.reload()
  await page.ended()
  await soon(() => page.prose().locator('a.cited').textContent()).toContain('removed')
  await numeral(page).click()
  await soon(() => passage(page).innerText()).toMatch(/has been removed[^]*larch from Arkhangelsk/)
})

test('of a document that has changed, the passage is found where it is now, or its quote is shown', async () => {
  const page = await world.guest()
  const { librarian, sourceId } = await cited(page)
  await librarian.teach('The log of the Meridian', `A new page in front.\n\n${LOG}`, { source_id: sourceId })
  await numeral(page).click()
  await soon(() => marked(page)).toContain('larch from Arkhangelsk')
  await page.tab.goBack()
  await librarian.teach('The log of the Meridian', 'All of it was lost.', { source_id: sourceId })
  await numeral(page).click()
  await soon(() => passage(page).innerText()).toMatch(
    /has changed since[^]*larch from Arkhangelsk[^]*All of it was lost/,
  )
})

test('Copy gives the text without numerals', async () => {
  const page = await world.guest()
  await cited(page)
  await page.tab.evaluate(() => {
    Object.assign(navigator.clipboard, { writeText: async (text: string) => Object.assign(window, { copied: text }) })
  })
  await page.press('Copy')
  await soon(() => page.tab.evaluate(() => Reflect.get(window, 'copied'))).toBe('With larch.')
})

test('an address that names no citation says so', async () => {
  const page = await world.guest()
  await cited(page)
  const { pathname } = new URL(page.tab.url())
  await page.open(`${pathname}?source=0192f0c1-0000-7000-8000-000000000001.0`)
  await page.tab.getByRole('dialog', { name: 'There is no such source' }).waitFor()
  await page.tab.keyboard.press('Escape')
  await soon(() => page.tab.url()).not.toContain('?')
})
