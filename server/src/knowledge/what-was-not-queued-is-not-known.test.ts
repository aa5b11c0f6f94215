import { expect, it } from 'vitest'
import { createInProcessBus } from '../bus/in-process.ts'
import { createFakeClock } from '../lib/fake-clock.ts'
import { newId } from '../lib/id.ts'
import { openCatalog } from '../store/catalog.ts'
import type { Store } from '../store/open.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { createBots } from './bots.ts'
import { createLearn } from './learn.ts'
import { createSources } from './sources.ts'

onEachDatabase(store => {
  it('content that fails on its way to the queue is queued when it is asked for again', async () => {
    const catalog = openCatalog(store())
    const clock = createFakeClock()
    let isAway = false
    const write: Store['write'] = work => (isAway ? Promise.reject(new Error('away')) : store().write(work))
    const chat = { ...store(), write }
    const bots = createBots({ store: chat, catalog, clock })
    const sources = createSources({ store: chat, catalog, bots })
    const quota = { guestMaxSources: 9, guestMaxSourceBytes: 99, clock }
    const learn = createLearn({ store: chat, catalog, bots, sources, bus: createInProcessBus() }, quota)
    const scope = { userId: newId(), kind: 'member' } as const
    const ask = (text: string, source_id?: string) => learn.queue(scope, { source_id, source: { type: 'text', text } })

    const { source_id, job_id } = await ask('what was there')
    await store().write(trx => trx.updateTable('jobs').set({ status: 'succeeded' }).execute())
    isAway = true
    await expect(ask('what is to come', source_id)).rejects.toThrow('away')
    isAway = false
    const again = await ask('what is to come', source_id)
    expect(again).toMatchObject({ source_id, status: 'queued' })
    expect(again.job_id).not.toBe(job_id)
    // From then on it is.
    expect(await ask('what is to come')).toEqual(again)
  })
})
