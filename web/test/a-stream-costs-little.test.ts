import { REPLIES } from '@folio/markdown/testing/replies'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { meterOf, type Cost } from './world/cost.ts'
import { librarianOf } from './world/library.ts'
import { inPieces } from './world/pieces.ts'
import { useWorld, type Page } from './world/index.ts'

const world = useWorld()
const CHARS = 4.5
const SLICE_MS = 2_500
const SLICES = 10
/** What it should cost: milliseconds of CPU in a frame, the end against the beginning, and the longest task. */
const GOAL = { atEighty: 2.5, atFiveHundred: 4, growth: 1.5, taskMs: 50 }
/** Machines differ, and so do two runs on one: twice as much is a fault, less is for whoever reads the figures. */
const LEEWAY = 2
const MAX_HEAP = 6 * 1_024 * 1_024

const plain = `${REPLIES['prose with a list, code and a table']}\n\n`
const WOODS = ['Oak', 'Larch', 'Ash']
const QUESTION = 'Which timber for masts and keels is felled in winter?'
const BODY = (wood: string) =>
  `${wood} is a timber for masts and keels. It is said of ${wood} that it is felled in winter.`
const cited = plain.replaceAll(/\.$|\. /gm, end => ` [1][2]${end}`)

const textOf = (tokens: number, paragraph: string) =>
  paragraph.repeat((tokens * CHARS) / paragraph.length + 1).slice(0, tokens * CHARS)
const between = (from: Cost, to: Cost) => (to.cpuMs - from.cpuMs) / Math.max(1, to.frames - from.frames)

/** Milliseconds of CPU in a frame, slice by slice, as they would be on a machine with nothing else to do. */
async function slicesOf(page: Page): Promise<{ slices: number[]; slowness: number }> {
  const meter = await meterOf(page)
  await page.prose().waitFor()
  const costs = [await meter.read()]
  while (costs.length <= SLICES) {
    await sleep(SLICE_MS)
    costs.push(await meter.read())
  }
  const slowness = await meter.slowness()
  const slices = costs.slice(1).map((cost, n) => between(costs[n] ?? cost, cost))
  console.log(`ms of CPU in a frame: ${slices.map(ms => ms.toFixed(2)).join(' ')}; slowness ${slowness.toFixed(2)}`)
  return { slices: slices.map(ms => ms / slowness), slowness }
}

const mean = (all: number[]) => all.reduce((sum, each) => sum + each, 0) / all.length

/** The calmest of three slices at each end: what else the machine does makes single ones dearer, growth all. */
const growth = (slices: number[]) => Math.min(...slices.slice(-3)) / Math.min(...slices.slice(0, 3))

async function ended(page: Page): Promise<void> {
  while ((await page.lastReply().getAttribute('data-status')) === 'streaming') await sleep(100)
  await page.ended()
}

test('a stream costs little in a frame, with what it cites too, as little at its end, no long task, and little memory', async () => {
  const slow = await world.guest()
  const quick = await world.guest()
  const librarian = await librarianOf(slow)
  for (const wood of WOODS) await librarian.teach(wood, BODY(wood))
  const empty = await (await meterOf(quick)).heap()
  // 80 tokens a second; 500 a second, and what is left of 20,000 of them at once.
  const long = textOf(20_000, plain)
  const measured = (SLICES * SLICE_MS * 0.5 + 3_000) * CHARS
  world.model.script(inPieces(textOf(2_400, cited), 9, 23), [
    ...inPieces(long.slice(0, measured), 27, 11),
    ...inPieces(long.slice(measured), 270, 11),
  ])
  await slow.ask(QUESTION)
  await slow.prose().waitFor()
  await world.browser.startTracing(quick.tab, { categories: ['toplevel'] })
  await quick.ask('A very long answer')
  const numerals = slow.prose().locator('.cite')
  const [{ slices: atEighty }, { slices: atFiveHundred, slowness }] = await Promise.all([
    slicesOf(slow),
    slicesOf(quick),
  ])
  await ended(quick)
  const longest = longestTask(await world.browser.stopTracing()) / slowness
  const heap = (await (await meterOf(quick)).heap()) - empty
  console.log(
    `80/s ${mean(atEighty).toFixed(2)} ms, growth ${growth(atEighty).toFixed(2)}; 500/s ${mean(atFiveHundred).toFixed(2)} ms, ` +
      `growth ${growth(atFiveHundred).toFixed(2)}; longest task ${longest.toFixed(0)} ms; heap ${(heap / 1_048_576).toFixed(1)} MiB`,
  )
  expect(await numerals.count()).toBeGreaterThan(50)
  expect(mean(atEighty)).toBeLessThanOrEqual(GOAL.atEighty * LEEWAY)
  expect(mean(atFiveHundred)).toBeLessThanOrEqual(GOAL.atFiveHundred * LEEWAY)
  expect(growth(atEighty)).toBeLessThanOrEqual(GOAL.growth * LEEWAY)
  expect(growth(atFiveHundred)).toBeLessThanOrEqual(GOAL.growth * LEEWAY)
  expect(longest).toBeLessThanOrEqual(GOAL.taskMs * LEEWAY)
  expect(heap).toBeLessThanOrEqual(MAX_HEAP)
}, 240_000)

/** By CPU time, of any task of a page. */
function longestTask(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const pages = new Set(
    traceEvents.filter(({ args }) => args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = traceEvents.filter(({ pid, tid, tdur }) => tdur !== undefined && pages.has(`${pid} ${tid}`))
  if (tasks.length === 0) throw new Error('the trace has no task of a page')
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1_000
}

type TraceEvent = { pid: number; tid: number; tdur?: number; args?: { name?: string } }
