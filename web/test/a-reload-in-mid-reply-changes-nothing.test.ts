import { expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const TOKENS = 110
const SLOW = [{ tokens: TOKENS, perSecond: 40 }]
const WHOLE = replyText(TOKENS).trim()

/** Every length the reply has had on the page since it was loaded, first to last. */
async function lengthsUntilTheEnd(page: Page): Promise<number[]> {
  await page.tab.evaluate(() => {
    const lengths: number[] = []
    Object.assign(window, { lengths })
    const look = () => {
      const prose = [...document.querySelectorAll('[data-role=assistant] .prose')].at(-1)
      const length = prose?.textContent.length ?? 0
      if (length !== lengths.at(-1)) lengths.push(length)
      requestAnimationFrame(look)
    }
    look()
  })
  await soon(() => page.lastReply().getAttribute('data-status')).toBe('complete')
  return page.tab.evaluate(() => Reflect.get(window, 'lengths') as number[])
}

test('after a reload the reply goes on where it was, and never begins again', async () => {
  world.model.script(SLOW)
  const page = await world.guest()
  await page.ask('Count')
  await page.shows('~v')
  await page.reload()
  await page.shows('~v')
  const lengths = await lengthsUntilTheEnd(page)
  expect(lengths.toSorted((a, b) => a - b)).toEqual(lengths)
  await soon(() => page.text()).toBe(WHOLE)
  expect(world.model.calls()).toBe(1)
})

test('nor when the line is cut and mended', async () => {
  world.model.script(SLOW)
  const page = await world.guest()
  await page.ask('Count')
  await page.shows('~v')
  world.line.cut()
  await page.tab.evaluate(() => new Promise(resolve => setTimeout(resolve, 300)))
  world.line.mend()
  const lengths = await lengthsUntilTheEnd(page)
  expect(lengths.toSorted((a, b) => a - b)).toEqual(lengths)
  await soon(() => page.text()).toBe(WHOLE)
  expect(world.model.calls()).toBe(1)
})

test('who leaves and comes back later finds all of it', async () => {
  world.model.script(SLOW)
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('Count')
  await page.shows('~5')
  const address = page.address()
  await page.tab.close()
  const later = await visit.tab(address)
  await later.ended()
  await soon(() => later.text()).toBe(WHOLE)
})
