import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

const LONG = 'A long one. '.repeat(400).trim()

const field = (page: Page) => page.tab.getByRole('textbox', { name: 'Your question' })

async function edit(page: Page, from: string, to: string): Promise<void> {
  const question = page.tab.locator('[data-role=user]', { hasText: from })
  await question.hover()
  await question.getByRole('button', { name: 'Edit' }).click()
  await field(page).fill(to)
}

test('what was asked is said otherwise: a version, drawn at once, that holds still and follows to the next device', async () => {
  world.model.script([{ text: LONG }], [{ text: 'Second answer.' }], [{ text: `Otherwise.\n\n${LONG}` }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('First question')
  await page.ended()
  await page.ask('Second question')
  await page.ended('complete', 2)

  await edit(page, 'Second question', 'not this')
  expect(await faultsOf(page, 'editing')).toEqual([])
  await page.tab.keyboard.press('Escape')
  await field(page).waitFor({ state: 'detached' })
  expect(await page.questions.allInnerTexts()).toEqual(['First question', 'Second question'])

  await edit(page, 'Second question', 'Third question')
  await page.tab.keyboard.press('Enter')
  expect(await page.questions.allInnerTexts()).toEqual(['First question', 'Third question'])
  await page.shows('Otherwise.')
  await page.ended('complete', 2)
  const sent = world.model.requests.at(-1)?.messages.map(({ content }) => content)
  expect(sent).toEqual(['First question', LONG, 'Third question'])

  // Read anew, nothing but the reader's own place holds it.
  await page.reload()
  await page.shows('Otherwise.')
  const question = page.tab.locator('[data-role=user]').last()
  const versions = question.locator('.versions')
  expect(await versions.innerText()).toMatch(/‹\s*2 \/ 2\s*›/)
  for (const [name, text] of [
    ['Previous version', 'Second answer.'],
    ['Next version', 'Otherwise.'],
    ['Previous version', 'Second answer.'],
  ] as const) {
    const version = question.getByRole('button', { name })
    await version.hover()
    const before = (await question.boundingBox())?.y ?? 0
    await version.click()
    await page.shows(text)
    expect(Math.abs(((await question.boundingBox())?.y ?? 0) - before)).toBeLessThanOrEqual(1)
  }
  const other = await visit.tab(page.address())
  await other.shows('Second answer.')
  expect(await other.questions.allInnerTexts()).toEqual(['First question', 'Second question'])
  await other.tab.locator('[data-role=user]').last().getByRole('button', { name: 'Next version' }).click()
  await page.shows('Otherwise.')
})

test('while a reply runs, an edited question waits; one that waits can be taken back, and said otherwise', async () => {
  world.model.script([{ text: 'First' }, 'hang'], [{ text: 'Otherwise.' }], [{ text: 'Last.' }])
  const page = await world.guest()
  await page.ask('First question')
  await page.shows('First')
  await page.ask('Second question')
  await page.tab.getByText('Waits for the reply above.').waitFor()
  await page.press('Take back')
  await page.ended('stopped', 2)
  await edit(page, 'Second question', 'Third question')
  await page.tab.keyboard.press('Enter')
  await page.tab.getByText('Waits for the reply above.').waitFor()
  await edit(page, 'First question', 'Fourth question')
  await page.tab.keyboard.press('Enter')
  await page.tab.getByText('Waits for another reply of this conversation.').waitFor()
  expect(await page.questions.allInnerTexts()).toEqual(['Fourth question'])
  expect(world.model.calls()).toBe(1)

  await page.tab.getByRole('button', { name: 'Previous version' }).first().click()
  await soon(() => page.questions.allInnerTexts()).toEqual(['First question', 'Third question'])
  await page.press('Stop')
  await soon(() => world.model.calls()).toBe(3)
  await page.tab.getByRole('button', { name: 'Next version' }).first().click()
  await page.shows('Last.')
})

test('an edited question that is refused says why in its place, with Retry and Edit, and loses nothing', async () => {
  world.model.script([{ text: 'First answer.' }], [{ text: 'Otherwise.' }])
  const page = await world.guest()
  await page.ask('First question')
  await page.ended()
  const long = 'x'.repeat(5_001)
  await edit(page, 'First question', long)
  await page.tab.keyboard.press('Enter')
  await page.problem.waitFor()
  expect(await page.problem.innerText()).toMatch(/not sent.*5000/s)
  await page.problem.getByRole('button', { name: 'Edit' }).click()
  await soon(() => field(page).inputValue()).toBe(long)
  expect(await page.text()).toBe('First answer.')
  await field(page).fill('Shorter question')
  await page.tab
    .context()
    .route('**/edit', route => route.fulfill({ status: 409, json: { code: 'not_editable', detail: 'Not now.' } }))
  await page.tab.keyboard.press('Enter')
  await page.problem.waitFor()
  await page.tab.context().unroute('**/edit')
  await page.press('Retry')
  await page.shows('Otherwise.')
  expect(await page.questions.allInnerTexts()).toEqual(['Shorter question'])
  expect(await page.problem.count()).toBe(0)
})

test('what is typed right after the press is for the field, by keyboard too', async () => {
  world.model.script([{ text: 'An answer.' }])
  const page = await world.guest()
  await page.ask('What is a tide')
  await page.ended()
  const fetched = page.tab.waitForEvent('requestfinished', request => request.url().includes('EditQuestion'))
  await page.button('Edit').focus()
  await fetched
  await page.tab.keyboard.press('Enter')
  await page.tab.keyboard.type(', exactly?')
  expect(await field(page).inputValue()).toBe('What is a tide, exactly?')
})
