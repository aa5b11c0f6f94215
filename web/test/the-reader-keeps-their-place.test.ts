import { expect, test } from 'vitest'
import { inPieces } from './world/pieces.ts'
import { seedTurns } from './world/seed.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const LONG = Array.from(
  { length: 60 },
  (_, n) => `Paragraph ${n} of an answer that is long enough to be scrolled.`,
).join('\n\n')

/** The goal is 100. CPU time is counted, not the clock, but a core that is shared has cold caches. */
const MAX_OPEN_MS = 250

const distance = (page: Page) => page.log.evaluate(log => log.scrollHeight - log.clientHeight - log.scrollTop)

/** Reads something in each frame until `stopped` is set, and answers the largest that was found. */
async function largest(page: Page, what: 'distance' | 'drift', during: () => Promise<unknown>): Promise<number> {
  await page.log.evaluate((log, kind) => {
    const box = log.getBoundingClientRect()
    const eye = document.elementFromPoint(box.left + box.width / 2, box.top + 200)
    const top = eye?.getBoundingClientRect().top ?? Number.NaN
    const found = { largest: 0 }
    Object.assign(window, { found })
    const look = () => {
      const end = log.scrollHeight - log.clientHeight - log.scrollTop
      const drift = Math.abs((eye?.getBoundingClientRect().top ?? Number.NaN) - top)
      found.largest = Math.max(found.largest, kind === 'distance' ? end : drift)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, what)
  await during()
  return page.tab.evaluate(() => (Reflect.get(window, 'found') as { largest: number }).largest)
}

/** What a key or a finger has set going has come to its end. */
async function atRest(page: Page): Promise<void> {
  await soon(() =>
    page.log.evaluate(log => {
      const before = log.scrollTop
      return new Promise(resolve => setTimeout(() => resolve(log.scrollTop === before), 100))
    }),
  ).toBe(true)
}

async function fillScreen(page: Page): Promise<void> {
  await page.ask('A long answer')
  await soon(() => page.log.evaluate(log => log.scrollHeight > log.clientHeight * 1.6)).toBe(true)
}

test('the end stays in sight in every frame of 5,000 tokens, and Latest is not offered', async () => {
  world.model.script([{ tokens: 5_000, perSecond: 1_000 }])
  const page = await world.guest()
  await fillScreen(page)
  const gap = await largest(page, 'distance', () => page.ended())
  expect(await page.log.evaluate(log => log.scrollHeight)).toBeGreaterThan(4_000)
  expect(gap).toBeLessThanOrEqual(2)
  expect(await page.button('Latest').count()).toBe(0)
})

test('after one notch of the wheel upward, what is read stays where it is', async () => {
  world.model.script(inPieces(LONG, 8, 6))
  const page = await world.guest()
  await fillScreen(page)
  await page.log.hover()
  await page.tab.mouse.wheel(0, -120)
  await soon(() => distance(page)).toBeGreaterThan(100)
  await page.tab.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const drift = await largest(page, 'drift', () => page.ended())
  expect(drift).toBeLessThanOrEqual(1)
  expect(await page.button('Latest').isVisible()).toBe(true)
})

test('PageUp does the same', async () => {
  world.model.script(inPieces(LONG, 8, 6))
  const page = await world.guest()
  await fillScreen(page)
  await page.log.focus()
  await page.tab.keyboard.press('PageUp')
  await page.button('Latest').waitFor()
  await atRest(page)
  const drift = await largest(page, 'drift', () => page.ended())
  expect(drift).toBeLessThanOrEqual(1)
})

test('a finger that draws the text down does the same', async () => {
  world.model.script(inPieces(LONG, 8, 6))
  const page = await world.guest({ width: 390, height: 700, touch: true })
  await fillScreen(page)
  const system = await page.tab.context().newCDPSession(page.tab)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    system.send('Input.dispatchTouchEvent', { type, touchPoints })
  await touch('touchStart', { x: 180, y: 150 })
  for (let y = 170; y <= 550; y += 20) await touch('touchMove', { x: 180, y })
  await touch('touchEnd')
  await page.button('Latest').waitFor()
  await atRest(page)
  const drift = await largest(page, 'drift', () => page.ended())
  expect(drift).toBeLessThanOrEqual(1)
})

test('scrolling inside a block of code does not stop following', async () => {
  const code = Array.from({ length: 120 }, (_, n) => `const line${n} = '${'a long line '.repeat(20)}'`).join('\n')
  world.model.script(inPieces(`\`\`\`ts\n${code}\n\`\`\``, 80, 10))
  const page = await world.guest()
  await fillScreen(page)
  const pre = page.prose().locator('pre')
  await page.tab.mouse.move(640, 400)
  const gap = await largest(page, 'distance', async () => {
    await page.tab.mouse.wheel(200, 0)
    await soon(() => pre.evaluate(box => box.scrollLeft)).toBeGreaterThan(0)
    await page.ended()
  })
  expect(gap).toBeLessThanOrEqual(2)
})

test('Latest comes past 200 px, and one press lands on the moving end and follows it', async () => {
  world.model.script(inPieces(LONG, 8, 6))
  const page = await world.guest()
  await fillScreen(page)
  await page.log.hover()
  await page.tab.mouse.wheel(0, -400)
  await page.button('Latest').click()
  await soon(() => distance(page)).toBeLessThanOrEqual(2)
  const gap = await largest(page, 'distance', () => page.ended())
  expect(gap).toBeLessThanOrEqual(2)
  expect(await page.button('Latest').count()).toBe(0)
})

test('a question that is asked stands near the top, and its answer fills the room below', async () => {
  world.model.script([{ text: LONG }], inPieces('A short answer, word by word.', 4, 20))
  const page = await world.guest()
  await page.ask('First question')
  await page.ended()
  await page.ask('Second question')
  const top = () =>
    page.questions.last().evaluate(question => {
      const log = question.closest('[role=log]')
      return question.getBoundingClientRect().top - (log?.getBoundingClientRect().top ?? 0)
    })
  await page.shows('A')
  expect(await top()).toBeLessThan(80)
  const before = await top()
  await page.tab.evaluate(() => {
    const shifts: number[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver(list =>
      list.getEntries().forEach(entry => shifts.push(Reflect.get(entry, 'value'))),
    ).observe({
      type: 'layout-shift',
    })
  })
  await page.ended('complete', 2)
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
  expect(await page.tab.evaluate(() => Reflect.get(window, 'shifts') as number[])).toEqual([])
})

test('a long conversation opens at its end', async () => {
  world.model.script([{ text: LONG }])
  const page = await world.guest()
  await page.ask('A long answer')
  await page.ended()
  await page.reload()
  await page.ended()
  await soon(() => distance(page)).toBeLessThanOrEqual(2)
})

test('a conversation of 600 turns opens at its exact end and costs little; older turns come without a jerk', async () => {
  const visit = await world.visit()
  const page = await visit.tab('/')
  await seedTurns(visit, world.url, 600)
  await page.reload()
  const row = page.rows.filter({ hasText: '600 turns' })
  await row.waitFor()
  const system = await page.tab.context().newCDPSession(page.tab)
  await system.send('Performance.enable', { timeDomain: 'threadTicks' })
  const cpuMs = async () => {
    const { metrics } = await system.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
  }
  const before = await cpuMs()
  await row.evaluate(link => (link as HTMLElement).click())
  await page.questions.last().getByText('Question 599').waitFor()
  await page.tab.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const cost = (await cpuMs()) - before
  console.log(`600 turns: ${cost.toFixed(0)} ms of CPU until they are there`)
  expect(await distance(page)).toBeLessThanOrEqual(2)
  expect(cost).toBeLessThan(MAX_OPEN_MS)

  await page.log.focus()
  await page.tab.keyboard.press('PageUp')
  await soon(() => page.questions.count()).toBeGreaterThan(12)
  const drift = await largestWhileOlderCome(page)
  expect(drift).toBeLessThanOrEqual(1)
})

/** Goes up until older turns come, and follows what is in sight meanwhile: only the reader's own steps may move it. */
async function largestWhileOlderCome(page: Page): Promise<number> {
  const count = await page.questions.count()
  return page.log.evaluate(async (log, known) => {
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
    const questions = () => log.querySelectorAll('[data-role=user]').length
    let worst = 0
    // Near enough to the top that the next frame asks for more.
    log.scrollTop = 600
    const box = log.getBoundingClientRect()
    const eye = document.elementFromPoint(box.left + box.width / 2, box.top + 200)
    const top = eye?.getBoundingClientRect().top ?? Number.NaN
    for (let waited = 0; questions() <= known && waited < 600; waited++) {
      await frame()
      worst = Math.max(worst, Math.abs((eye?.getBoundingClientRect().top ?? Number.NaN) - top))
    }
    for (let after = 0; after < 20; after++) {
      await frame()
      worst = Math.max(worst, Math.abs((eye?.getBoundingClientRect().top ?? Number.NaN) - top))
    }
    return questions() > known ? worst : Number.NaN
  }, count)
}

test('from one conversation to another there is no flash of the empty page', async () => {
  world.model.script([{ text: 'The first.' }], [{ text: 'The second.' }])
  const page = await world.guest()
  await page.ask('One')
  await page.ended()
  await page.press('New conversation')
  await page.ask('Two')
  await page.ended()
  await page.reload()
  await page.ended()
  await page.tab.evaluate(() => {
    const seen = { blank: 0, frames: 0 }
    Object.assign(window, { seen })
    const look = () => {
      seen.frames += 1
      if (document.querySelector('.blank')) seen.blank += 1
      requestAnimationFrame(look)
    }
    look()
  })
  await page.rows.filter({ hasText: 'One' }).click()
  await page.shows('The first.')
  await page.rows.filter({ hasText: 'Two' }).click()
  await page.shows('The second.')
  const seen = await page.tab.evaluate(() => Reflect.get(window, 'seen') as { blank: number; frames: number })
  expect(seen.frames).toBeGreaterThan(3)
  expect(seen.blank).toBe(0)
})
