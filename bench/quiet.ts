import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until the machine is less than a third busy for half a second, but no longer than `limitMs`. */
export async function waitForQuiet(limitMs: number): Promise<void> {
  for (const from = performance.now(); performance.now() - from < limitMs;) {
    const before = machineTicks()
    await sleep(500)
    const after = machineTicks()
    if ((after.busy - before.busy) / (after.total - before.total) < 1 / 3) return
  }
}

function machineTicks(): { busy: number; total: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const fields = line.trim().split(/\s+/).slice(1, 9).map(Number)
  const total = fields.reduce((sum, ticks) => sum + ticks, 0)
  const [, , , idle = 0, waiting = 0] = fields
  return { busy: total - idle - waiting, total }
}
