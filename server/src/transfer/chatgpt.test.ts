import { expect, test } from 'vitest'
import { createTree } from './chatgpt.ts'

test('a tree of any size leaves others their turn while it is put in order', async () => {
  const many = 5_000
  const tree = createTree()
  for (let n = 0; n < many; n++) {
    const message = { author: { role: n % 2 ? 'assistant' : 'user' }, content: { parts: [`${n}`] } }
    tree.add({ id: `n${n}`, parent: n ? `n${n - 1}` : null, children: [`n${n + 1}`], message }, [])
  }
  let turns = 0
  let isOver = false
  const count = () => void (isOver || (turns++, setImmediate(count)))
  setImmediate(count)
  const { messages } = await tree.read({ title: 'Long' }, [])
  isOver = true
  expect(turns).toBeGreaterThan(5)
  // Each is made when it is asked for, behind the one that it answers.
  let before: string | null = null
  let told = 0
  for (const { id, parent_id, content } of messages) {
    expect([parent_id, content]).toEqual([before, `${told++}`])
    before = id
  }
  expect(told).toBe(many)
})
