import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('Retry on a whole reply asks for another version, and both can be read', async () => {
  world.model.script([{ text: 'Version one.' }], [{ text: 'Version two.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('Say something')
  await page.ended()
  expect(await page.tab.locator('.versions').count()).toBe(0)
  await page.press('Retry')
  await soon(() => page.text()).toBe('Version two.')
  await page.ended()
  const versions = page.lastReply().locator('.versions')
  expect(await versions.innerText()).toMatch(/^‹\s*2 \/ 2\s*›$/)

  const question = page.tab.locator('[data-role=user]')
  const before = (await question.boundingBox())?.y
  await page.press('Previous version')
  await soon(() => page.text()).toBe('Version one.')
  expect(await versions.innerText()).toMatch(/^‹\s*1 \/ 2\s*›$/)
  expect((await question.boundingBox())?.y).toBe(before)

  const other = await visit.tab(page.address())
  await soon(() => other.text()).toBe('Version one.')
  await other.press('Next version')
  await soon(() => page.text()).toBe('Version two.')
})

test('the conversation goes on from the version that is shown', async () => {
  world.model.script([{ text: 'Version one.' }], [{ text: 'Version two.' }], [{ text: 'Done.' }])
  const page = await world.guest()
  await page.ask('Say something')
  await page.ended()
  await page.press('Retry')
  await soon(() => page.text()).toBe('Version two.')
  await page.ended()
  await page.press('Previous version')
  await soon(() => page.text()).toBe('Version one.')
  await page.ask('Go on')
  await page.ended('complete', 2)
  const sent = world.model.requests.at(-1)?.messages.map(({ content }) => content)
  expect(sent?.slice(-3)).toEqual(['Say something', 'Version one.', 'Go on'])
})
