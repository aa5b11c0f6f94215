import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('Enter sends, Shift and Enter make a new line', async () => {
  world.model.script([{ text: 'Fine.' }])
  const page = await world.guest()
  await page.composer.pressSequentially('First')
  await page.composer.press('Shift+Enter')
  await page.composer.pressSequentially('Second')
  expect(await page.questions.count()).toBe(0)
  await page.composer.press('Enter')
  await page.ended()
  expect(await page.questions.allInnerTexts()).toEqual(['First\nSecond'])
  expect(await page.composer.inputValue()).toBe('')
})

test('what is blank is never sent', async () => {
  const page = await world.guest()
  for (const blank of ['', '   ', '\n\n \t']) {
    await page.composer.fill(blank)
    await page.composer.press('Enter')
    await page.button('Send').click({ force: true })
  }
  expect(page.address()).toBe('/')
  expect(world.model.calls()).toBe(0)
})

test('two Enters in one frame send once', async () => {
  world.model.script([{ text: 'Once.' }])
  const page = await world.guest()
  await page.composer.fill('Only once, please')
  await page.composer.evaluate(field => {
    const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
    field.dispatchEvent(enter())
    field.dispatchEvent(enter())
  })
  await page.ended()
  await page.reload()
  await page.ended()
  expect(await page.questions.count()).toBe(1)
  expect(world.model.calls()).toBe(1)
})

test('two presses of Send send once', async () => {
  world.model.script([{ waitMs: 300 }, { text: 'Once.' }])
  const page = await world.guest()
  await page.composer.fill('Only once, please')
  await page.button('Send').dblclick({ delay: 0 })
  await soon(() => page.lastReply().getAttribute('data-status')).toMatch(/complete|stopped/)
  expect(await page.questions.count()).toBe(1)
  expect(world.model.calls()).toBeLessThan(2)
})
