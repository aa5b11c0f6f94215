import { createFakeClock, type FakeClock } from '../../lib/fake-clock.ts'
import { createSqlTape } from '../sql.ts'
import { createMemoryRows, type Disk, type Outcome } from './memory-rows.ts'

type Gate = (kind: 'insert' | 'list' | 'delete') => Promise<Outcome>

/** A SQL tape over rows in memory. */
export async function openTape(gate?: Gate, disk: Disk = { rows: [] }, clock: FakeClock = createFakeClock()) {
  return { tape: await createSqlTape({ rows: createMemoryRows(disk, gate), clock }), disk, clock }
}

/** Each insert takes so long, and is noted with the moment of its commit. */
export function slowInserts(clock: FakeClock, ms: () => number, commits: number[] = []): Gate {
  return kind => {
    if (kind !== 'insert') return Promise.resolve('done')
    return new Promise(resolve => {
      clock.setTimer(() => {
        commits.push(clock.now())
        resolve('done')
      }, ms())
    })
  }
}

/** Text of the first epoch. */
export const text = (at: number, ...parts: string[]) => ({ epoch: 1, at, parts })
