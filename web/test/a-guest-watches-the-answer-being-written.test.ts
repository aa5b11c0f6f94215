import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

test('a guest asks at once, without an account, and watches the answer grow to its end', async () => {
  world.model.script([{ text: 'One, ' }, { waitMs: 600 }, { text: 'two, ' }, { waitMs: 600 }, { text: 'three.' }])
  const page = await world.guest()
  await page.ask('Count to three')

  const seen = new Set<string>()
  await soon(async () => {
    const text = await page.text().catch(() => '')
    seen.add(text)
    return text
  }).toBe('One, two, three.')
  expect(seen).toContain('One,')
  expect(seen).toContain('One, two,')
  await page.ended()

  expect(await page.questions.allInnerTexts()).toEqual(['Count to three'])
  expect(page.address()).toMatch(/^\/c\/[0-9a-f-]{36}$/)
  expect(await page.titles()).toEqual(['Count to three'])
  expect(await page.tab.title()).toBe('Count to three · Folio')
})

test('a question is shown before the server has answered, and stays the same node afterwards', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest()
  await page.tab.route('**/api/conversations**', async route => {
    if (route.request().method() === 'POST') await new Promise(resolve => setTimeout(resolve, 700))
    await route.continue()
  })
  await page.composer.fill('Are you there?')
  const shownAfter = await page.tab.evaluate(async () => {
    const from = performance.now()
    const field = document.querySelector('textarea')
    field?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    while (!document.querySelector('[data-role=user]')) await new Promise(requestAnimationFrame)
    return performance.now() - from
  })
  expect(shownAfter).toBeLessThan(500)
  const question = await page.tab.locator('[data-role=user]').elementHandle()
  await page.ended()
  expect(await question?.evaluate(node => node.isConnected)).toBe(true)
  expect(await page.questions.count()).toBe(1)
})
