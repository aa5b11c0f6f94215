import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('a second message waits while a reply runs, and is answered after it', async () => {
  world.model.script([{ text: 'First' }, { waitMs: 1_500 }, { text: ' answer.' }], [{ text: 'Second answer.' }])
  const page = await world.guest()
  await page.ask('First question')
  await page.shows('First')
  await page.ask('Second question')
  await page.tab.getByText('Waits for the reply above.').waitFor()
  expect(await page.replies.first().getAttribute('data-status')).toBe('streaming')
  expect(world.model.calls()).toBe(1)

  await page.ended('complete', 2)
  expect(await page.questions.allInnerTexts()).toEqual(['First question', 'Second question'])
  expect(await page.replies.locator('.prose').allInnerTexts()).toEqual(['First answer.', 'Second answer.'])
  const sent = world.model.requests[1]?.messages.map(({ content }) => content)
  expect(sent?.slice(-3)).toEqual(['First question', 'First answer.', 'Second question'])
})

test('when the reply above is stopped, the next one begins', async () => {
  world.model.script([{ text: 'Endless' }, 'hang'], [{ text: 'Second answer.' }])
  const page = await world.guest()
  await page.ask('First question')
  await page.shows('Endless')
  await page.ask('Second question')
  await soon(() => page.replies.count()).toBe(2)
  await page.press('Stop')
  await page.ended('complete', 2)
  expect(await page.replies.first().getAttribute('data-status')).toBe('stopped')
  await soon(() => page.text()).toBe('Second answer.')
})
