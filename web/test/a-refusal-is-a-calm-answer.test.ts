import { expect, test } from 'vitest'
import { librarianOf } from './world/library.ts'
import { useWorld } from './world/index.ts'

const world = useWorld()

test('where the documents say nothing, the bot says so, and a quiet line under it', async () => {
  const page = await world.guest()
  const librarian = await librarianOf(page)
  const id = await librarian.conversationWithBot('I only know about tea.', 'Green tea is steeped at eighty degrees.')
  await page.open(`/c/${id}`)
  await page.ask('xyzzy plugh quux?')
  await page.ended()
  const says = async () => ({ text: await page.text(), note: await page.lastReply().locator('.note').innerText() })
  const calm = { text: 'I only know about tea.', note: 'The documents say nothing about this.' }
  expect(await says()).toEqual(calm)
  expect(await page.problem.count()).toBe(0)
  expect(await page.lastReply().locator('.cite, .cited').count()).toBe(0)
  await page.reload()
  await page.ended()
  expect(await says()).toEqual(calm)
})
