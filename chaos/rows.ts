import type { Row } from './row.ts'
import { row as row01 } from './rows/01-cut-and-resumed-elsewhere.ts'
import { row as row02 } from './rows/02-strange-addresses.ts'
import { row as row03 } from './rows/03-owner-killed-text-visible.ts'
import { row as row04 } from './rows/04-owner-killed-nothing-visible.ts'
import { row as row05 } from './rows/05-the-only-process-killed.ts'
import { row as row06 } from './rows/06-owner-frozen.ts'
import { row as row07 } from './rows/07-leaving-under-load.ts'
import { row as row08 } from './rows/08-stopped.ts'
import { row as row09 } from './rows/09-nats-and-redis-away.ts'
import { row as row10 } from './rows/10-postgres-away.ts'
import { row as row11 } from './rows/11-hints-lost-and-late.ts'
import { row as row12 } from './rows/12-readers-that-never-read.ts'
import { row as row13 } from './rows/13-a-faulty-provider.ts'
import { row as row14 } from './rows/14-racing-sends.ts'
import { row as row15 } from './rows/15-a-full-disk.ts'
import { row as row16 } from './rows/16-crash-at-every-kth-write.ts'
import { row as row17 } from './rows/17-overload.ts'
import { row as row18 } from './rows/18-everything-at-once.ts'

export const ROWS: readonly Row[] = [
  row01,
  row02,
  row03,
  row04,
  row05,
  row06,
  row07,
  row08,
  row09,
  row10,
  row11,
  row12,
  row13,
  row14,
  row15,
  row16,
  row17,
  row18,
]
