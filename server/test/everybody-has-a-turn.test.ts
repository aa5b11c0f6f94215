import type { Job } from '@folio/protocol'
import { afterAll, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { createGate } from './world/gate.ts'
import { jobEnded, queue } from './world/library.ts'
import { openSite } from './world/site.ts'
import { inEveryWorld } from './world/world.ts'

// Servers are told of it when they start.
const site = await openSite()
afterAll(() => site.close())

const QUEUED = 15

inEveryWorld(world => {
  test('one person’s long queue keeps nobody else waiting', async () => {
    const [ana, ben, cleo] = [await world.guest(), await world.guest(), await world.guest()]
    const gate = createGate()
    const busy = []
    // Each worker has something in hand while the queue grows.
    for (const _ of world.pods) {
      const path = `/${newId()}`
      busy.push(await queue(cleo, { type: 'url', url: site.put(path, { text: 'page', after: gate.opened }) }))
      await expect.poll(() => site.asked, { timeout: 10_000 }).toContain(`${path} …`)
    }
    const bot_id = await ana.bot({ name: 'much to read' })
    const many = await Promise.all(
      Array.from({ length: QUEUED }, (_, n) => queue(ana, { type: 'text', text: `number ${n}` }, { bot_id })),
    )
    const one = await queue(ben, { type: 'text', text: 'a single one' })
    gate.open()
    const finished = async (person: typeof ana, id: string) =>
      Date.parse((await jobEnded(person, id)).finished_at ?? '')
    const own = await finished(ben, one.job_id)
    const others = await Promise.all(many.map(({ job_id }) => finished(ana, job_id)))
    for (const { job_id } of busy) await jobEnded(cleo, job_id)
    // In hand already, or done beside it, by each worker.
    expect(others.filter(at => at < own).length).toBeLessThanOrEqual(2 * world.pods.length)
  })

  test('many jobs of one person are all done', async () => {
    const ana = await world.guest()
    const bot_id = await ana.bot({ name: 'much to read' })
    const text = (n: number): string => `number ${n}`
    const queued = []
    for (let n = 0; n < 15; n++) queued.push(await queue(ana, { type: 'text', text: text(n) }, { bot_id }))
    for (const { job_id } of queued) expect((await jobEnded(ana, job_id)).status).toBe('succeeded')
    const { items } = (await ana.get<{ items: Job[] }>('/api/training/jobs?limit=100')).json
    expect(items.every(({ attempts }) => attempts === 1)).toBe(true)
  })
}, site.env)
