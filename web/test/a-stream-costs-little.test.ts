import type { CDPSession } from 'playwright-core'
import { expect, test } from 'vitest'
import { REPLIES } from '@folio/markdown/testing/replies'
import { inPieces } from './world/pieces.ts'
import { useWorld, type Page } from './world/index.ts'

const world = useWorld()
const TOKENS = 2_000
const PER_SECOND = 80
const SLICES = 10
/** The goal is 2.5 ms. CPU time is counted, not the clock, but a core that is shared has cold caches. */
const MAX_MS_PER_FRAME = 6
/** The goal is 1.5; a tenth of a stream is short, and one stray collection of garbage is a large part of it. */
const MAX_GROWTH = 2.5

type Sample = { cpuMs: number; frames: number; length: number }

async function sample(system: CDPSession, page: Page): Promise<Sample> {
  const { metrics } = await system.send('Performance.getMetrics')
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  const [frames, length] = await page
    .prose()
    .evaluate(prose => [Number(Reflect.get(window, 'frames')), prose.textContent.length])
  return { cpuMs: seconds * 1_000, frames: frames ?? 0, length: length ?? 0 }
}

test('2,000 tokens at 80 a second: little work in a frame, and no more at the end than at the beginning', async () => {
  const paragraph = REPLIES['prose with a list, code and a table'] ?? ''
  const text = `${paragraph}\n\n`.repeat(20).slice(0, TOKENS * 4.5)
  world.model.script(inPieces(text, 9, 2_000 / PER_SECOND - 1))
  const page = await world.guest()
  const system = await page.tab.context().newCDPSession(page.tab)
  await system.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.tab.evaluate(() => {
    const long: number[] = []
    Object.assign(window, { frames: 0, long })
    new PerformanceObserver(list => list.getEntries().forEach(({ duration }) => long.push(duration))).observe({
      type: 'longtask',
    })
    const count = () => {
      Object.assign(window, { frames: Number(Reflect.get(window, 'frames')) + 1 })
      requestAnimationFrame(count)
    }
    count()
  })
  await page.ask('A long answer')
  await page.prose().waitFor()

  const samples = [await sample(system, page)]
  const seconds = TOKENS / PER_SECOND / SLICES
  while ((await page.lastReply().getAttribute('data-status')) === 'streaming') {
    await page.tab.evaluate(ms => new Promise(resolve => setTimeout(resolve, ms)), seconds * 1_000)
    samples.push(await sample(system, page))
  }
  await page.ended()

  const slices = samples.slice(1).map((after, n) => {
    const before = samples[n] ?? after
    return (after.cpuMs - before.cpuMs) / Math.max(1, after.frames - before.frames)
  })
  // The last one has the end in it, which is one parse of the whole text.
  const whole = slices.slice(0, -1)
  const [first = Number.NaN, last = Number.NaN] = [whole[0], whole.at(-1)]
  const mean = whole.reduce((sum, ms) => sum + ms, 0) / whole.length
  const long = (await page.tab.evaluate(() => Reflect.get(window, 'long') as number[])).map(Math.round)
  console.log(
    `ms of CPU in a frame: ${whole.map(ms => ms.toFixed(2)).join(' ')}; mean ${mean.toFixed(2)}, ` +
      `last to first ${(last / first).toFixed(2)}, the end ${slices.at(-1)?.toFixed(2)}; long tasks (clock): ${long.join(' ') || 'none'}`,
  )
  expect(whole.length).toBeGreaterThan(SLICES / 2)
  expect(mean).toBeLessThan(MAX_MS_PER_FRAME)
  expect(last / first).toBeLessThan(MAX_GROWTH)
})
