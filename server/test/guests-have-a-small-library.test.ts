import { expect, test } from 'vitest'
import { learn, queue, upload } from './world/library.ts'
import { inEveryWorld } from './world/world.ts'

const LIMITS = { GUEST_MAX_SOURCES: '3', GUEST_MAX_SOURCE_BYTES: '5000' }

inEveryWorld(world => {
  const full = { status: 429, json: { code: 'quota_exceeded' } }
  const ask = (text: string) => ({ source: { type: 'text', text } })

  test('a guest has so many sources, in all bots together; one that goes makes room', async () => {
    const ana = await world.guest()
    const another = { bot_id: await ana.bot({ name: 'another' }) }
    const { source_id } = await learn(ana, { type: 'text', text: 'one' })
    await learn(ana, { type: 'text', text: 'two' }, another)
    await learn(ana, { type: 'text', text: 'three' })
    const refused = await ana.post('/api/training/queue', ask('four'))
    expect(refused).toMatchObject(full)
    expect(refused.json.detail).toMatch(/^Guests may have 3 sources/)
    // What is there already takes no room.
    await queue(ana, { type: 'text', text: 'one' })
    await learn(ana, { type: 'text', text: 'another one' }, { source_id })
    await ana.delete(`/api/training/delete/${source_id}`)
    await learn(ana, { type: 'text', text: 'four' })
  })

  test('of many at once only so many get in, whichever bot each is for', async () => {
    const ana = await world.guest()
    const bots = await Promise.all(Array.from({ length: 10 }, (_, n) => ana.bot({ name: `bot ${n}` })))
    const answers = await Promise.all(
      bots.map((bot_id, n) => ana.post('/api/training/queue', { ...ask(`text ${n}`), bot_id })),
    )
    const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length
    expect([count(202), count(429)]).toEqual([3, 7])
  })

  test('a guest has so many bytes, whatever they come in', async () => {
    const ana = await world.guest()
    const { source_id } = await learn(ana, { type: 'text', text: 'x'.repeat(3_000) })
    expect(await ana.post('/api/training/queue', ask('y'.repeat(3_000)))).toMatchObject(full)
    const file_id = await upload(ana, 'a.txt', 'z'.repeat(3_000))
    expect(await ana.post('/api/training/queue', { source: { type: 'file', file_id } })).toMatchObject(full)
    // In place of what is there, it fits.
    await learn(ana, { type: 'text', text: 'y'.repeat(3_000) }, { source_id })
  })

  test('who has an account has no such limits', async () => {
    const ana = await world.member()
    for (let n = 0; n < 5; n++) await learn(ana, { type: 'text', text: `${n} ${'x '.repeat(1_000)}` })
  })
}, LIMITS)
