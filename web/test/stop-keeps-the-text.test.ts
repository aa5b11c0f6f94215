import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('Stop keeps what is written, here and in another tab, within a second', async () => {
  world.model.script([{ text: 'So much is written.' }, 'hang'])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('Write')
  await page.shows('So much is written.')
  const other = await visit.tab(page.address())
  await other.shows('So much is written.')

  await page.press('Stop')
  const from = performance.now()
  await soon(() => other.lastReply().getAttribute('data-status')).toBe('stopped')
  expect(performance.now() - from).toBeLessThan(1_000)
  await page.ended('stopped')
  for (const tab of [page, other]) {
    await soon(() => tab.text()).toBe('So much is written.')
    await tab.problem.getByText('Stopped.').waitFor()
    expect(await tab.button('Continue').count()).toBe(1)
    expect(await tab.button('Send').count()).toBe(1)
  }
  await soon(() => world.model.aborted()).toBe(1)

  await page.reload()
  await page.ended('stopped')
  await soon(() => page.text()).toBe('So much is written.')
})

test('Continue goes on behind what was stopped, in every tab', async () => {
  world.model.script([{ text: 'So much' }, 'hang'], [{ text: ' and the rest.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('Write')
  await page.shows('So much')
  const other = await visit.tab(page.address())
  await page.press('Stop')
  await page.ended('stopped')
  await page.press('Continue')
  await other.ended('complete')
  await soon(() => page.text()).toBe('So much and the rest.')
  await soon(() => other.text()).toBe('So much and the rest.')
})

test('Stop before the first word leaves a reply that can be tried again', async () => {
  world.model.script(['headers', 'hang'], [{ text: 'Here it is.' }])
  const page = await world.guest()
  await page.ask('Write')
  await soon(() => world.model.calls()).toBe(1)
  await page.press('Stop')
  await page.ended('stopped')
  await page.press('Retry')
  await page.ended('complete')
  await soon(() => page.text()).toBe('Here it is.')
})
