import { expect, test } from 'vitest'
import { librarianOf } from './world/library.ts'
import { inPieces } from './world/pieces.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

const TITLES = ['Oak', 'Larch', 'Ash', 'Elm', 'Pine']
const BODY = (wood: string) =>
  `${wood} is a timber for masts and keels. Of the timber ${wood} it is said that it bends before it breaks, that it ` +
  'wants seven years to dry, that it is felled in winter, and that no shipwright would be without it in the yard.'
const QUESTION = 'Which timber for masts and keels is felled in winter?'
const CROWDED = 'Five woods are used: one [1], two [2], three [3], four [4] and five [5]. The first is the best [1].'
const SPREAD = `The first paragraph rests on one [1].

${'Here is a paragraph without any source, which gives the notes beside it a little room. '.repeat(5)}

- An item with another [2]
- An item without

A last one with both [1][2].`

async function answered(page: Page, text: string): Promise<void> {
  const librarian = await librarianOf(page)
  for (const title of TITLES) await librarian.teach(title, BODY(title))
  world.model.script(inPieces(text, 9, 6))
  await page.ask(QUESTION)
  await page.ended()
}

/** The notes that are in sight, from the top down. */
function boxes(page: Page): Promise<{ top: number; bottom: number; left: number; text: string }[]> {
  return page.lastReply().evaluate(reply =>
    [...reply.querySelectorAll('.prose > a.cited')]
      .filter(note => note.checkVisibility())
      .map(note => {
        const { top, bottom, left } = note.getBoundingClientRect()
        return { top, bottom, left, text: note.textContent }
      })
      .sort((a, b) => a.top - b.top),
  )
}

const lineOf = (page: Page, n: number) =>
  page
    .lastReply()
    .locator('.cite > button')
    .nth(n)
    .evaluate(button => button.getBoundingClientRect().top)

function expectApart(notes: { top: number; bottom: number }[]): void {
  notes.slice(1).forEach((note, n) => expect(note.top).toBeGreaterThanOrEqual((notes[n]?.bottom ?? 0) + 4))
}

test('on a wide page they stand in the margin, on the line of their numerals', async () => {
  const page = await world.guest({ width: 1440, height: 900 })
  await answered(page, SPREAD)
  const notes = await boxes(page)
  expect(notes.map(({ text }) => text.slice(0, 2))).toEqual(['1 ', '2 '])
  const right = await page.prose().evaluate(prose => prose.getBoundingClientRect().right)
  for (const [n, note] of notes.entries()) {
    expect(note.left).toBeGreaterThan(right)
    expect(Math.abs(note.top - (await lineOf(page, n)))).toBeLessThan(6)
  }
  expect(await page.lastReply().locator('.sources').isVisible()).toBe(false)
})

test('five in one line do not overlap, nor the question below, and stay so when the window changes', async () => {
  const page = await world.guest({ width: 1440, height: 900 })
  await answered(page, CROWDED)
  const notes = await boxes(page)
  expect(notes).toHaveLength(5)
  expectApart(notes)
  world.model.script([{ text: 'Another answer, on its own [1].' }])
  await page.ask(QUESTION)
  await page.ended('complete', 2)
  const question = await page.questions.last().evaluate(heading => heading.getBoundingClientRect().top)
  const before = await page.replies
    .first()
    .locator('.prose > a.cited')
    .evaluateAll(all => all.map(note => note.getBoundingClientRect().bottom))
  expect(Math.max(...before)).toBeLessThanOrEqual(question)
  await page.tab.setViewportSize({ width: 1300, height: 700 })
  await page.tab.setViewportSize({ width: 1500, height: 700 })
  await soon(async () => Math.abs(((await boxes(page))[0]?.top ?? 0) - (await lineOf(page, 0)))).toBeLessThan(6)
})

test('while the reply comes they keep to their lines, and never overlap', async () => {
  const page = await world.guest({ width: 1440, height: 900 })
  const librarian = await librarianOf(page)
  for (const title of TITLES) await librarian.teach(title, BODY(title))
  world.model.script(inPieces(`${CROWDED}\n\n${'More words follow after that. '.repeat(30)}\n\n${SPREAD}`, 9, 8))
  await page.ask(QUESTION)
  await page.prose().waitFor()
  await page.tab.evaluate(() => {
    const faults: string[] = []
    Object.assign(window, { faults, seen: 0 })
    const look = () => {
      const notes = [...document.querySelectorAll('.prose > a.cited')].map(note => note.getBoundingClientRect())
      notes.sort((a, b) => a.top - b.top)
      notes.slice(1).forEach((note, n) => {
        const before = notes[n]
        if (before && note.top < before.bottom) faults.push(`${before.bottom} ${note.top}`)
      })
      const numeral = document.querySelector('.cite > button')?.getBoundingClientRect()
      if (numeral && notes[0] && Math.abs(numeral.top - notes[0].top) > 6) faults.push('off its line')
      Object.assign(window, { seen: Math.max(Number(Reflect.get(window, 'seen')), notes.length) })
      setTimeout(() => requestAnimationFrame(() => setTimeout(look)), 10)
    }
    look()
  })
  await page.ended()
  expect(await page.tab.evaluate(() => Reflect.get(window, 'seen'))).toBe(5)
  expect(await page.tab.evaluate(() => Reflect.get(window, 'faults'))).toEqual([])
})

test('on a phone each stands under the block that cites it first, once', async () => {
  const page = await world.guest({ width: 390, height: 844, touch: true })
  await answered(page, SPREAD)
  const order = await page.prose().evaluate(prose => [...prose.children].map(({ tagName }) => tagName))
  expect(order).toEqual(['P', 'A', 'P', 'UL', 'A', 'P'])
  const notes = await boxes(page)
  expect(notes).toHaveLength(2)
  expect(await page.lastReply().locator('.sources').isVisible()).toBe(false)
  expect(await page.tab.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

test('in between they are a list behind the reply, and open beside a numeral that is pointed at', async () => {
  const page = await world.guest({ width: 1100, height: 800 })
  await answered(page, SPREAD)
  expect(await boxes(page)).toEqual([])
  const list = page.lastReply().getByRole('list', { name: 'Sources' })
  expect(await list.getByRole('listitem').count()).toBe(2)
  const preview = page.tab.locator('.preview')
  await page.lastReply().locator('.cite > button').first().hover()
  await preview.waitFor()
  expect(await preview.innerText()).toMatch(/^1 /)
  await preview.hover()
  await page.tab.waitForTimeout(400)
  expect(await preview.isVisible()).toBe(true)
  await page.tab.keyboard.press('Escape')
  await preview.waitFor({ state: 'hidden' })
  await list.getByRole('link').last().click()
  await page.tab.getByRole('dialog').locator('mark').first().waitFor()
})

test('printed, they are a list', async () => {
  const page = await world.guest({ width: 1440, height: 900 })
  await answered(page, CROWDED)
  await page.tab.emulateMedia({ media: 'print' })
  expect(await page.lastReply().getByRole('list', { name: 'Sources' }).getByRole('listitem').count()).toBe(5)
  expect(await page.lastReply().locator('.sources').isVisible()).toBe(true)
  expect(await boxes(page)).toEqual([])
})

test('a reload in mid-reply, a stop and a continuation keep every numeral and every note', async () => {
  const page = await world.guest({ width: 1440, height: 900 })
  const librarian = await librarianOf(page)
  for (const title of TITLES) await librarian.teach(title, BODY(title))
  world.model.script([{ text: 'First [1], second [2], and **then' }, 'hang'], [{ text: '** a third [3].' }])
  await page.ask(QUESTION)
  await page.shows('then')
  const seen = async () => ({
    numerals: await page.lastReply().locator('.cite').allInnerTexts(),
    notes: (await boxes(page)).map(({ text }) => text.slice(0, 1)),
  })
  await soon(seen).toEqual({ numerals: ['1', '2'], notes: ['1', '2'] })
  await page.reload()
  await page.shows('then')
  await soon(seen).toEqual({ numerals: ['1', '2'], notes: ['1', '2'] })
  await page.press('Stop')
  await page.ended('stopped')
  await soon(seen).toEqual({ numerals: ['1', '2'], notes: ['1', '2'] })
  await page.press('Continue')
  await page.ended()
  await soon(seen).toEqual({ numerals: ['1', '2', '3'], notes: ['1', '2', '3'] })
  expectApart(await boxes(page))
})

test('read back, numerals and notes are as they were streamed', async () => {
  const page = await world.guest({ width: 1440, height: 900 })
  await answered(page, SPREAD)
  const streamed = await page.prose().evaluate(prose => prose.innerHTML)
  expect(streamed.match(/class="cite"/g)).toHaveLength(4)
  await page.reload()
  await page.ended()
  await soon(() => page.prose().evaluate(prose => prose.innerHTML)).toBe(streamed)
})
