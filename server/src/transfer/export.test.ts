import { expect, it } from 'vitest'
import { systemClock as clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { openCatalog } from '../store/catalog.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { addConversation, addUser } from '../store/testing/rows.ts'
import { createExport } from './export.ts'

const MANY = 60

onEachDatabase(store => {
  it('others have their turn while it looks for what is to be written', async () => {
    await addUser(store(), 'ana')
    for (let n = 0; n < MANY; n++) await addConversation(store(), { id: newId(), user_id: 'ana' })
    const files = { get: () => Promise.reject(new Error('nobody has a file')) }
    const { all } = createExport({ store: store(), catalog: openCatalog(store()), files: files as never, clock })
    let turns = 0
    let left = false
    const count = () => void (left || (turns++, setImmediate(count)))
    setImmediate(count)
    const text: string[] = []
    for await (const piece of all({ userId: 'ana', kind: 'guest', sessionId: 'here' } as never)) text.push(piece)
    left = true
    expect(JSON.parse(text.join('')).conversations).toHaveLength(MANY)
    expect(turns).toBeGreaterThan(MANY)
  })
})
