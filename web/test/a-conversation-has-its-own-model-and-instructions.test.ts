import { expect, test } from 'vitest'
import { useWorld } from './world/index.ts'
import { librarianOf } from './world/library.ts'

const world = useWorld({ env: { MODELS: 'small,large', OPENAI_MODEL: 'small' } })

test('chosen before it begins, they outlive a reload and hold from the first question; the head tells of them', async () => {
  world.model.script([{ text: 'Yes.' }])
  const page = await world.guest()
  const dialog = page.tab.getByRole('dialog', { name: 'Model and instructions' })
  await page.button('Model and instructions').click()
  await dialog.getByRole('combobox', { name: 'Model' }).selectOption('large')
  await dialog.getByRole('textbox', { name: 'Instructions' }).fill(' Answer in verse. ')
  await dialog.getByText('7,982 characters left').waitFor()
  await dialog.getByRole('button', { name: 'Save' }).click()
  const said = page.tab.locator('.head').getByRole('button', { name: 'large, with instructions' })
  await said.waitFor()
  await page.reload()
  await said.waitFor()
  await page.ask('First question')
  await page.ended()
  const asked = () => world.model.requests.at(-1)
  expect(asked()).toMatchObject({
    model: 'large',
    messages: [
      { role: 'system', content: 'Answer in verse.' },
      { role: 'user', content: 'First question' },
    ],
  })

  await said.click()
  await dialog.getByRole('textbox').fill('')
  await dialog.getByRole('combobox').selectOption('')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await said.waitFor({ state: 'detached' })
  await page.ask('Second question')
  await page.ended('complete', 2)
  expect(asked()?.model).toBe('small')
  expect(asked()?.messages[0]).toEqual({ role: 'user', content: 'First question' })

  // What was chosen for one that was not begun was for that one alone.
  await page.button('New conversation').click()
  await page.button('Model and instructions').click()
  expect(await dialog.getByRole('textbox').inputValue()).toBe('')
  await page.tab.keyboard.press('Escape')

  // Where a bot answers, its own come first.
  const librarian = await librarianOf(page)
  await page.open(`/c/${await librarian.conversationWithBot('I do not know.', 'Tea is a drink.')}`)
  await page.tab
    .locator('.head')
    .getByRole('button', { name: /^More about/ })
    .click()
  await page.tab.getByRole('menuitem', { name: 'Model and instructions…' }).click()
  await dialog.getByText('The bot’s own instructions come first').waitFor()
})
