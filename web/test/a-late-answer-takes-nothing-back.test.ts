import { test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('what was read before a message arrived does not take it away when it comes late', async () => {
  world.model.script([{ text: 'First answer.' }], [{ text: 'Second answer.' }])
  const page = await world.guest()
  await page.ask('First question')
  await page.ended()

  let read = 0
  let letGo = () => {}
  const held = new Promise<void>(resolve => (letGo = resolve))
  await page.tab.route('**/api/conversations/*/messages?*', async route => {
    const answer = await route.fetch()
    read++
    await held
    await route.fulfill({ response: answer })
  })
  await page.reload()
  // When it is opened, and when the connection is there.
  await soon(() => read).toBe(2)
  const accepted = page.tab.waitForResponse(response => response.request().method() === 'POST')
  await page.ask('Second question')
  await accepted
  await soon(() => page.lastReply().getAttribute('data-status')).toBe('complete')
  letGo()

  await soon(() => page.questions.allInnerTexts()).toEqual(['First question', 'Second question'])
  await page.ended('complete', 2)
  await soon(() => page.text()).toBe('Second answer.')
})
