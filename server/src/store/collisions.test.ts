import { expect, it } from 'vitest'
import { createGate } from '../../test/world/gate.ts'
import type { Trx } from './tables.ts'
import { onEachDatabase } from './testing/on-each-database.ts'
import { addUser } from './testing/rows.ts'
import { lockUser } from './users.ts'

onEachDatabase(store => {
  it('runs a transaction again that has met another in a circle', async () => {
    await addUser(store(), 'ana')
    await addUser(store(), 'ben')
    const tries = { there: 0, back: 0 }
    const [first, second] = [createGate(), createGate()]
    const both = async (trx: Trx, way: 'there' | 'back', ids: [string, string]) => {
      tries[way]++
      await lockUser(trx, ids[0])
      // Each has its first row before it asks for the second; where they take turns nobody waits for the other.
      ;(way === 'there' ? first : second).open()
      if (store().engine.kind === 'postgres') await (way === 'there' ? second : first).opened
      await lockUser(trx, ids[1])
      await trx.updateTable('users').set({ display_name: way }).where('id', '=', ids[0]).execute()
      return way
    }
    const done = await Promise.all([
      store().write(trx => both(trx, 'there', ['ana', 'ben'])),
      store().write(trx => both(trx, 'back', ['ben', 'ana'])),
    ])
    expect(done).toEqual(['there', 'back'])
    expect(tries.there + tries.back).toBe(store().engine.kind === 'postgres' ? 3 : 2)
    const names = store().db.selectFrom('users').select(['id', 'display_name']).orderBy('id')
    expect(await names.execute()).toEqual([
      { id: 'ana', display_name: 'there' },
      { id: 'ben', display_name: 'back' },
    ])
  })

  it('gives up after three times', async () => {
    let tries = 0
    const collided = Object.assign(new Error('could not serialize access'), { code: '40001' })
    const failing = store().write(async () => {
      tries++
      throw collided
    })
    await expect(failing).rejects.toBe(collided)
    expect(tries).toBe(3)
  })
})
