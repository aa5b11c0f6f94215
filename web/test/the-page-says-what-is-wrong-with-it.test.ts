import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('an address where there is nothing is told as such, and begins no conversation', async () => {
  const visit = await world.visit()
  const page = await visit.tab()
  for (const path of ['/nothing/here', '/c/not-an-id', '/Conversations']) {
    const answer = await page.tab.goto(world.url + path)
    expect(answer?.status()).toBe(path.startsWith('/c/') ? 200 : 404)
    await page.tab.getByText('There is nothing at this address.').waitFor()
    expect(await page.composer.count()).toBe(0)
  }
  expect(await faultsOf(page, 'unknown')).toEqual([])
  await page.tab.getByRole('link', { name: 'To a new conversation' }).click()
  await page.composer.waitFor()
  expect(page.address()).toBe('/')
  // What programs call answers as it always did.
  const statuses = await page.tab.evaluate(async () =>
    Promise.all(['/api/nothing', '/nothing.js'].map(async path => (await fetch(path)).headers.get('content-type'))),
  )
  expect(statuses).toEqual(['application/problem+json', 'application/problem+json'])
})

test('where the page itself breaks, it says so, and what was written is there after a reload', async () => {
  world.model.script([{ text: 'Here.' }])
  const page = await world.guest()
  await page.ask('First question')
  await page.ended()
  await page.composer.fill('What I was about to ask')
  await page.tab.evaluate(() => {
    const { split } = String.prototype
    Object.assign(String.prototype, {
      split(this: string, ...given: Parameters<typeof split>) {
        // Only where a question is drawn.
        if (this.includes('breaks') && (given[1] ?? 0) > 1) throw new Error('broken on purpose')
        return split.apply(this, given)
      },
    })
  })
  await page.tab.locator('.question').hover()
  await page.button('Edit').click()
  await page.tab.getByRole('textbox', { name: 'Your question' }).fill('This breaks')
  await page.tab.keyboard.press('Enter')
  await page.tab.getByText('This page has lost its thread.').waitFor()
  expect(await page.tab.locator('.request').innerText()).toContain('broken on purpose')
  expect(await faultsOf(page, 'crash')).toEqual([])
  expect(page.faults.splice(0).join()).toContain('broken on purpose')
  await page.button('Reload').click()
  await page.ended()
  expect(await page.composer.inputValue()).toBe('What I was about to ask')
  await soon(() => page.questions.allInnerTexts()).toEqual(['This breaks'])
})

test('a page that reaches no server at first says so, and goes on by itself', async () => {
  world.model.script([{ text: 'Here.' }])
  const visit = await world.visit()
  await visit.context.route('**/auth/**', route => route.abort())
  const page = await visit.tab('/')
  await page.banner.getByText('The server is out of reach.').waitFor()
  await page.ask('A question')
  await page.tab.getByText('Goes out when the server is back.').waitFor()
  await visit.context.unroute('**/auth/**')
  await page.ended()
  expect(await page.text()).toBe('Here.')
  await page.banner.waitFor({ state: 'detached' })
})
