import { expect, test } from 'vitest'
import { useWorld } from './world/index.ts'

const world = useWorld({ demo: true })

test('without a model the page says how to connect one, and answers all the same', async () => {
  const page = await world.guest()
  await page.tab.getByText('small built-in demo').waitFor()
  await page.ask('Show me a list, a table and code')
  await page.ended()
  const prose = page.prose()
  expect(await prose.locator('table').count()).toBe(1)
  expect(await prose.locator('pre').count()).toBe(2)
  expect(await page.text()).toContain('OPENAI_API_KEY')
})
