import { expect, test } from 'vitest'
import { accountOf } from './world/account.ts'
import { soon, useWorld } from './world/index.ts'

const world = useWorld({
  env: {
    OPENAI_MODEL: 'tokens-40',
    MODEL_PRICES: 'tokens-40=1000/10000',
    RATE_LIMIT_MESSAGES_PER_MINUTE: '50',
    GUEST_MAX_SOURCES: '3',
  },
})

test('what replies have used is shown as figures, as a chart and as a table, with what is left', async () => {
  const page = await world.guest()
  const account = accountOf(page)
  await account.settings()
  const usage = account.section('Usage')
  await usage.getByText('Nothing yet').waitFor()
  await page.open()
  await page.ask('A question')
  await page.ended()
  await page.ask('Another one')
  await page.ended('complete', 2)
  await account.settings()
  await usage.getByRole('img', { name: /^Tokens by day, from/ }).waitFor()
  const figure = (name: string) => usage.locator('.usage-totals div', { hasText: name }).locator('dd').innerText()
  expect([await figure('Replies'), await figure('Tokens out')]).toEqual(['2', '80'])
  const told = Number(await figure('Tokens in'))
  const cost = ((told * 1_000 + 80 * 10_000) / 1_000_000).toLocaleString('en', { maximumFractionDigits: 4 })
  expect(await figure('Cost')).toContain(`$${cost}`)

  const bars = usage.locator('rect')
  expect(await bars.count()).toBe(30)
  const heights = await bars.evaluateAll(all => all.map(bar => Number(bar.getAttribute('height'))))
  expect(heights.filter(height => height > 0)).toEqual([heights.at(-1)])
  expect(await bars.last().locator('title').textContent()).toContain(`${told + 80} tokens`)
  await usage.getByText('As a table').click()
  const cells = await usage.locator('tbody tr').first().locator('td').allInnerTexts()
  expect(cells.slice(0, 4)).toEqual(['tokens-40', '2', String(told), '80'])

  await soon(() => usage.locator('.usage-limits').innerText()).toContain('48 of 50 left')
  expect(await usage.locator('.usage-limits').innerText()).toContain('3 of 3 left')
})
