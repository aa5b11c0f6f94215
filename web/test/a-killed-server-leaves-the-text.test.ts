import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('what was written before the server died is kept, and Continue finishes it', async () => {
  world.model.script([{ text: 'The beginning of a sentence' }, 'hang'], [{ text: ', and its end.' }])
  const page = await world.guest()
  await page.ask('Say one sentence')
  await page.shows('The beginning of a sentence')
  await world.killServer()
  await page.banner.waitFor()
  await soon(() => page.text()).toBe('The beginning of a sentence')
  await world.startServer()

  await page.ended('interrupted')
  await soon(() => page.text()).toBe('The beginning of a sentence')
  await page.banner.waitFor({ state: 'detached' })
  await page.press('Continue')
  await page.ended('complete')
  await soon(() => page.text()).toBe('The beginning of a sentence, and its end.')
  expect(await page.questions.count()).toBe(1)
  expect(world.model.requests.at(-1)?.messages.map(({ content }) => content)).toContain('The beginning of a sentence')

  await page.reload()
  await page.ended('complete')
  await soon(() => page.text()).toBe('The beginning of a sentence, and its end.')
})
