import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()
const SENTENCE = 'No keystroke of this sentence may be lost, whatever else happens on the page.'

test('no keystroke is lost while 500 tokens come in each second', async () => {
  world.model.script([{ tokens: 3_000, perSecond: 500 }])
  const page = await world.guest()
  await page.ask('Write a lot')
  await page.shows('~0')
  await page.composer.pressSequentially(SENTENCE, { delay: 15 })
  expect(await page.lastReply().getAttribute('data-status')).toBe('streaming')
  expect(await page.composer.inputValue()).toBe(SENTENCE)
  expect(await page.button('Send').isVisible()).toBe(true)

  await page.composer.fill('')
  await page.press('Stop')
  await soon(() => page.lastReply().getAttribute('data-status')).toBe('stopped')
})
