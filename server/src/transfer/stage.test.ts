import { expect, it } from 'vitest'
import { createInProcessBus } from '../bus/in-process.ts'
import { createPieces } from '../knowledge/pieces.ts'
import { createFakeClock } from '../lib/fake-clock.ts'
import { systemClock } from '../lib/clock.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { addUser } from '../store/testing/rows.ts'
import { listImports } from '../store/transfer.ts'
import { createStages } from './stage.ts'

const MINUTE = 60_000

onEachDatabase(store => {
  it('an import that is slow is not taken for one that was killed', async () => {
    await addUser(store(), 'ana')
    const clock = createFakeClock()
    const pieces = createPieces({ store: store(), clock: systemClock })
    const stages = createStages({ store: store(), pieces, bus: createInProcessBus(), clock })
    const stage = await stages.open('ana')
    const left = async () => (await listImports(store().db, { userId: 'ana' })).length
    for (let minute = 0; minute < 30; minute++) {
      await clock.advance(MINUTE)
      // A write behind the one that says so.
      await store().write(async () => {})
    }
    await stages.sweep()
    expect(await left()).toBe(1)
    await stage.close()
    expect([await left(), clock.timers()]).toEqual([0, 0])

    // And one that was: nothing is heard of it any more.
    const killed = createFakeClock(clock.now())
    await createStages({ store: store(), pieces, bus: createInProcessBus(), clock: killed }).open('ana')
    await clock.advance(14 * MINUTE)
    await stages.sweep()
    expect(await left()).toBe(1)
    await clock.advance(2 * MINUTE)
    await stages.sweep()
    expect(await left()).toBe(0)
  })
})
