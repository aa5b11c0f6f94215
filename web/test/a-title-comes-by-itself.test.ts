import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld({ env: { TITLES: 'model' } })

test('the first words name a conversation, then the model does, in every tab, and nobody is held up', async () => {
  let name = () => {}
  const until = new Promise<void>(resolve => (name = resolve))
  world.model.script([{ text: 'With yeast.' }], [{ until }, { text: '"Baking bread"' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  const other = await visit.tab('/')
  await page.tab.bringToFront()
  await page.ask('How do I bake a bread?')
  await page.ended()
  expect(await page.titles()).toEqual(['How do I bake a bread?'])
  name()
  for (const tab of [page, other]) await soon(() => tab.titles()).toEqual(['Baking bread'])
  expect(await page.tab.title()).toBe('Baking bread · Folio')
})
