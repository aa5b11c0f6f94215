import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

const marksOf = (page: Page) =>
  page.tab
    .locator('.list .row')
    .evaluateAll(rows =>
      Object.fromEntries(
        rows.map(row => [
          row.querySelector('.row-title')?.textContent ?? '',
          row.querySelector('.mark')?.textContent ?? null,
        ]),
      ),
    )

test('replying, unread and draft stand beside conversations that are not open; switching shows no empty page', async () => {
  let end = () => {}
  const until = new Promise<void>(resolve => (end = resolve))
  world.model.script([{ text: 'At rest.' }], [{ text: 'Under way' }, { until }], [{ text: 'Ended.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  const other = await visit.tab('/')
  await page.tab.bringToFront()
  await page.ask('Draft')
  await page.ended()
  await page.composer.fill('Half a thought')
  await page.button('New conversation').click()
  await page.ask('Running')
  await page.shows('Under way')
  await page.ask('And a second one, which waits')
  await page.button('New conversation').click()
  for (const tab of [page, other]) await soon(() => marksOf(tab)).toEqual({ Draft: 'draft', Running: 'replying' })

  end()
  for (const tab of [page, other]) await soon(() => marksOf(tab)).toEqual({ Draft: 'draft', Running: 'unread' })
  await page.tab.evaluate(() => {
    Object.assign(window, { flashes: 0 })
    const look = () => {
      if (document.querySelector('.blank'))
        Object.assign(window, { flashes: Number(Reflect.get(window, 'flashes')) + 1 })
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
  })
  const flashes = () => page.tab.evaluate(() => Number(Reflect.get(window, 'flashes')))
  for (const title of ['Running', 'Draft', 'Running']) {
    await page.rows.filter({ hasText: title }).click()
    await page.log.getByText(title, { exact: true }).waitFor()
  }
  expect(await flashes()).toBe(0)
  for (const tab of [page, other]) await soon(() => marksOf(tab)).toEqual({ Draft: 'draft', Running: null })
  await page.rows.filter({ hasText: 'Draft' }).click()
  expect(await page.composer.inputValue()).toBe('Half a thought')
  await page.composer.fill('')
  for (const tab of [page, other]) await soon(() => marksOf(tab)).toEqual({ Draft: null, Running: null })
})
