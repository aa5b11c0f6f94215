import type { Row } from './row.ts'
import { row as row02 } from './rows/02-strange-addresses.ts'
import { row as row05 } from './rows/05-the-only-process-killed.ts'
import { row as row13 } from './rows/13-a-faulty-provider.ts'

export const ROWS: readonly Row[] = [row02, row05, row13]
