import type { CDPSession } from 'playwright-core'
import type { Page } from './page.ts'

/** What a page has cost so far: CPU time of its own thread, whatever else the machine does, and frames shown. */
export type Cost = { cpuMs: number; frames: number }

/** CPU milliseconds of `REFERENCE` on the machine that the budgets were set on, with nothing else to do. */
const REFERENCE_MS = 60

export async function meterOf(page: Page) {
  const system = await page.tab.context().newCDPSession(page.tab)
  await system.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.tab.evaluate(() => {
    Object.assign(window, { frames: 0 })
    const count = () => {
      Object.assign(window, { frames: Number(Reflect.get(window, 'frames')) + 1 })
      requestAnimationFrame(count)
    }
    count()
  })

  return {
    read: async (): Promise<Cost> => ({
      cpuMs: await cpuMsOf(system),
      frames: Number(await page.tab.evaluate(() => Reflect.get(window, 'frames'))),
    }),
    /** How much slower than there the same work is here and now, at least 1: other processes leave cold caches. */
    async slowness(): Promise<number> {
      const before = await cpuMsOf(system)
      await page.tab.evaluate(reference)
      return Math.max(1, ((await cpuMsOf(system)) - before) / REFERENCE_MS)
    },
    /** Bytes in use, after what nobody holds has been collected. */
    async heap(): Promise<number> {
      await system.send('HeapProfiler.collectGarbage')
      return (await system.send('Runtime.getHeapUsage')).usedSize
    },
  }
}

async function cpuMsOf(system: CDPSession): Promise<number> {
  const { metrics } = await system.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
}

/** Work of the kind that a frame of a reply does: text, elements, layout. */
function reference(): void {
  const host = document.body.appendChild(document.createElement('div'))
  for (let round = 0; round < 60; round++) {
    for (let n = 0; n < 20; n++)
      host.append(Object.assign(document.createElement('p'), { textContent: `words ${n} `.repeat(20) }))
    host.getBoundingClientRect()
  }
  host.remove()
}
