import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { learn } from './world/library.ts'
import { inEveryWorld } from './world/world.ts'

const TEA = 'Green tea is steeped at eighty degrees for two minutes.'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('the reply fails in words for people, no model is asked, and it can be tried again', async () => {
    const ana = await world.guest()
    await learn(ana, { type: 'text', title: 'Tea', text: TEA })
    await sql`alter table postings rename to postings_away`.execute(world.db)
    const reply = await ana.say('How is green tea steeped?')
    const failed = await ana.ended(reply)
    await sql`alter table postings_away rename to postings`.execute(world.db)
    expect(failed).toMatchObject({
      status: 'failed',
      content: '',
      error: { code: 'retrieval_failed', message: 'The documents could not be searched. Please try again.' },
    })
    expect(world.model.calls()).toBe(0)
    expect(world.log.filter(line => line.includes('documents could not be searched'))).toHaveLength(1)

    world.model.script([{ text: 'At eighty degrees [1].' }])
    await ana.post(`/api/messages/${reply.id}/continue`)
    expect(await ana.ended(reply)).toMatchObject({
      status: 'complete',
      content: 'At eighty degrees.',
      citations: [{ quote: TEA }],
    })
  })
})
