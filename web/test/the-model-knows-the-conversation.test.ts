import { expect, test } from 'vitest'
import { useWorld } from './world/index.ts'

const world = useWorld()
const TURNS = 10

test('after ten turns the model was sent all that was said', async () => {
  world.model.script(...Array.from({ length: TURNS }, (_, n) => [{ text: `Answer ${n}.` }]))
  const page = await world.guest()
  const said: string[] = []
  for (let n = 0; n < TURNS; n++) {
    await page.ask(`Question ${n}`)
    said.push(`Question ${n}`, `Answer ${n}.`)
    await page.ended('complete', n + 1)
  }
  const last = world.model.requests.at(-1)?.messages.filter(({ role }) => role !== 'system') ?? []
  expect(last.map(({ content }) => content)).toEqual(said.slice(0, -1))
  expect(last.map(({ role }) => role).slice(-3)).toEqual(['user', 'assistant', 'user'])

  await page.reload()
  await page.ended('complete')
  const first = page.tab.getByText('Question 0', { exact: true }).last()
  await page.log.hover()
  await page.tab.mouse.wheel(0, -20_000)
  await first.waitFor()
})
