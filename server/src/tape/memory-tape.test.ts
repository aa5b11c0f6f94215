import { describeTape } from './conformance.ts'
import { createFakeClock } from '../lib/fake-clock.ts'
import { createSqlTape } from './sql.ts'
import { createMemoryRows, type Disk } from './testing/memory-rows.ts'
import { createMemoryTape, type Reel } from './testing/memory-tape.ts'

describeTape('the tape that others are compared with', async () => {
  const reel: Reel = new Map()
  return { open: async () => createMemoryTape(reel), kill: async () => {}, remove: async () => {} }
})

describeTape('the SQL tape over rows in memory', async () => {
  const disk: Disk = { rows: [] }
  return {
    open: () => createSqlTape({ rows: createMemoryRows(disk), clock: createFakeClock() }),
    kill: async () => {},
    remove: async () => {},
  }
})
