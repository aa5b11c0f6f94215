import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

/** What the system tells the browser while characters are put together from keys. */
async function compose(page: Page, text: string) {
  const system = await page.tab.context().newCDPSession(page.tab)
  await page.composer.focus()
  await system.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  return system
}

test('Enter that takes a suggestion does not send', async () => {
  world.model.script([{ text: 'はい。' }])
  const page = await world.guest()
  const system = await compose(page, '日本')
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
  await system.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await system.send('Input.insertText', { text: '日本' })
  await system.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  expect(await page.composer.inputValue()).toBe('日本')
  expect(page.address()).toBe('/')

  await page.composer.press('Enter')
  await page.ended()
  expect(await page.questions.allInnerTexts()).toEqual(['日本'])
})

test('nor where the composition is told to be over before the Enter that ended it', async () => {
  const page = await world.guest()
  await page.composer.fill('日本')
  const isSent = await page.composer.evaluate(field => {
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }))
    const enter = { key: 'Enter', keyCode: 229, isComposing: false, bubbles: true, cancelable: true }
    return !field.dispatchEvent(new KeyboardEvent('keydown', enter))
  })
  expect(isSent).toBe(false)
  expect(await page.composer.inputValue()).toBe('日本')
  expect(page.address()).toBe('/')
})

test('nor while the browser says that a composition is under way', async () => {
  const page = await world.guest()
  await page.composer.fill('日本')
  await page.composer.evaluate(field => {
    const enter = { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }
    field.dispatchEvent(new KeyboardEvent('keydown', enter))
  })
  await soon(() => page.composer.inputValue()).toBe('日本')
  expect(page.address()).toBe('/')
})
