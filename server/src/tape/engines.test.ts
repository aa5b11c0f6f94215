import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFakeClock } from '../lib/fake-clock.ts'
import { KINDS, type TestDatabase } from '../store/testing/databases.ts'
import type { Store } from '../store/open.ts'
import { describeTape } from './conformance.ts'
import { openPostgresRows } from './postgres-rows.ts'
import { createSqlTape, type TapeRows } from './sql.ts'
import { openSqliteRows } from './sqlite-rows.ts'
import { TapeTaken, type Tape } from './tape.ts'

const HOLD_TAPE = fileURLToPath(new URL('./testing/hold-tape.ts', import.meta.url))

async function openRows({ engine }: Store): Promise<TapeRows> {
  return engine.kind === 'sqlite'
    ? openSqliteRows(engine.path, engine.file, createFakeClock())
    : openPostgresRows(engine.url, () => {})
}

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`the tape in ${kind}`, () => {
    let database: TestDatabase
    beforeAll(async () => void (database = await makeDatabase()))
    afterAll(() => database.remove())
    const emptyTape = async () => void (await database.open().write(trx => trx.deleteFrom('tape').execute()))

    describeTape('as any other', async () => {
      const opened = new Map<Tape, TapeRows>()
      return {
        async open() {
          const rows = await openRows(database.open())
          // Stands still: who is killed sweeps nothing any more.
          const tape = await createSqlTape({ rows, clock: createFakeClock() })
          opened.set(tape, rows)
          return tape
        },
        // What the system frees when a process dies.
        kill: async tape => opened.get(tape)?.close(),
        remove: emptyTape,
      }
    })

    describe('for one process', () => {
      afterEach(emptyTape)

      it('refuses a second writer until the first has closed', async () => {
        const first = await openRows(database.open())
        await expect(openRows(database.open())).rejects.toThrow(TapeTaken)
        await first.close()
        await (await openRows(database.open())).close()
      })

      it('refuses a second process until the first is killed, and then finds what it wrote', async () => {
        const holder = await holdTape(database.url)
        try {
          await expect(openRows(database.open())).rejects.toThrow(TapeTaken)
        } finally {
          holder.kill('SIGKILL')
          await once(holder, 'exit')
        }
        const rows = await untilFree(() => openRows(database.open()))
        const tape = await createSqlTape({ rows, clock: createFakeClock() })
        expect(await tape.fence('left', 2)).toEqual(['by a dead process'])
        await tape.close()
      })

      it('drops the rows in front of a number, however many, and none behind it', async () => {
        const rows = await openRows(database.open())
        const row = { reply_id: 'long', epoch: 1, at: 0, parts: '["x"]' }
        await rows.insert(
          Array.from({ length: 4_500 }, () => row),
          1,
        )
        await rows.deleteBefore(4_499)
        expect((await rows.list()).map(({ seq }) => seq)).toEqual([4_499, 4_500])
        await rows.deleteBefore(10_000)
        expect(await rows.list('long')).toEqual([])
        await rows.close()
      })

      it('adds all rows of a commit or none', async () => {
        const rows = await openRows(database.open())
        const row = { reply_id: 'a', epoch: 1, at: 0, parts: '["x"]' }
        await rows.insert([row], 2)
        await expect(rows.insert([row, row], 1)).rejects.toThrow()
        expect((await rows.list()).map(({ seq }) => seq)).toEqual([2])
        await rows.close()
      })
    })
  })
}

async function holdTape(url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', HOLD_TAPE, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the holder has ended by itself')))
  ended.catch(() => {})
  await Promise.race([once(child.stdout, 'data'), ended])
  return child
}

/** PostgreSQL notices a dead client a moment later. */
async function untilFree<T>(open: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof TapeTaken) || tries > 200) throw error
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }
}
