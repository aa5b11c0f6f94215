import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('a cut line is told quietly within 3 s, and what is sent goes out on return', async () => {
  world.model.script([{ text: 'First answer.' }], [{ text: 'Second answer.' }])
  const page = await world.guest()
  await page.ask('First question')
  await page.ended()
  expect(await page.banner.count()).toBe(0)

  world.line.cut()
  const from = performance.now()
  await page.banner.waitFor()
  expect(performance.now() - from).toBeLessThan(3_000)
  await page.ask('Second question')
  await page.tab.getByText('Goes out when the server is back.').waitFor()
  expect(await page.questions.allInnerTexts()).toEqual(['First question', 'Second question'])
  expect(world.model.calls()).toBe(1)

  world.line.mend()
  await page.ended('complete', 2)
  await soon(() => page.text()).toBe('Second answer.')
  await page.banner.waitFor({ state: 'detached' })
  expect(await page.questions.count()).toBe(2)
  expect(world.model.calls()).toBe(2)
})

test('a line that is dead without being cut is noticed while a reply runs', async () => {
  world.model.script([{ tokens: 400, perSecond: 20 }])
  const page = await world.guest()
  await page.ask('Write on')
  await page.shows('~5')
  world.line.freeze()
  const from = performance.now()
  await page.banner.waitFor()
  // Three seconds are the goal; silence itself is most of them, and a busy machine adds its own.
  expect(performance.now() - from).toBeLessThan(6_000)
  world.line.mend()
  await page.banner.waitFor({ state: 'detached' })
  await page.shows('~2i')
})

test('what is sent twice into a dead line arrives once', async () => {
  world.model.script([{ text: 'Answer.' }])
  const page = await world.guest()
  // The server takes the message, and its answer never arrives.
  let lost = 0
  await page.tab.route('**/messages', async route => {
    if (lost++ > 0) return route.continue()
    await route.fetch()
    return route.abort('connectionreset')
  })
  await page.ask('Only once')
  await page.ended()
  expect(lost).toBeGreaterThan(0)
  expect(await page.questions.count()).toBe(1)
  await page.reload()
  await page.ended()
  expect(await page.questions.count()).toBe(1)
  expect(world.model.calls()).toBe(1)
})

test('Try now does not wait', async () => {
  const page = await world.guest()
  world.line.cut()
  await page.banner.waitFor()
  world.line.mend()
  const from = performance.now()
  await page.button('Try now').dispatchEvent('click')
  await page.banner.waitFor({ state: 'detached' })
  expect(performance.now() - from).toBeLessThan(5_000)
})
