import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../server/test/world/server.ts'
import { makeFolder, runProgram } from './belongings.ts'
import { findProgram } from './missing.ts'

/** `f`: the write fails with EIO. `k`: the process dies at it. `h`: half of it is written, then the process dies. */
export type Deed = 'f' | 'k' | 'h'

/** A disk under one server that does harm at a write that is chosen. */
export type FaultyDisk = {
  /** What the server is to be started with. */
  env: Environment
  /** At the `from`-th write to the database from now on, and at `count` in all. */
  order(deed: Deed, from: number, count?: number): void
  /** From now on it only writes. */
  heal(): void
}

/** Throws `Missing` where there is no C compiler. */
export async function makeFaultyDisk(): Promise<FaultyDisk> {
  const compiler = findProgram('cc')
  const folder = makeFolder('faulty-disk')
  const library = join(folder, 'faulty-disk.so')
  const source = fileURLToPath(new URL('faulty-disk.c', import.meta.url))
  await runProgram(compiler, ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'])
  const orders = join(folder, 'orders')
  let turn = 0
  const write = (words: string) => writeFileSync(orders, `${++turn} ${words}`)
  write('n 0 0')
  return {
    env: { LD_PRELOAD: library, FAULTY_DISK: orders },
    order: (deed, from, count = 1) => write(`${deed} ${from} ${count}`),
    heal: () => write('n 0 0'),
  }
}
