import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { soon, useWorld, type Page } from './world/index.ts'
import { librarianOf } from './world/library.ts'

const world = useWorld()

const pressed = (page: Page) => page.lastReply().locator('[aria-pressed=true]').allInnerTexts()

test('a word says what a reply was worth, in every tab; the second asks why; pressed again it is taken back', async () => {
  world.model.script([{ text: 'An answer.' }])
  const visit = await world.visit()
  const page = await visit.tab('/')
  await page.ask('A question')
  await page.ended()
  const other = await visit.tab(page.address())
  await other.ended()
  const everywhere = async (...names: string[]) => {
    for (const tab of [page, other]) await soon(() => pressed(tab)).toEqual(names)
  }

  await page.tab.bringToFront()
  await page.press('Good')
  await everywhere('Good')
  await page.press('Good')
  await everywhere()
  await page.press('Poor')
  await everywhere('Poor')
  const why = page.tab.getByRole('textbox', { name: 'What was poor about it?' })
  expect(await faultsOf(page, 'comment')).toEqual([])
  await why.fill('It was too short.')
  await why.press('Enter')
  await why.waitFor({ state: 'detached' })
  expect(await page.button('Poor').evaluate(button => button === document.activeElement)).toBe(true)

  await other.reload()
  await other.ended()
  await everywhere('Poor')
  const { feedbackOf } = await librarianOf(page)
  const id = await page.lastReply().getAttribute('id')
  expect(await feedbackOf(id)).toEqual({ rating: 'down', comment: 'It was too short.' })
  await other.tab.bringToFront()
  await other.press('Good')
  await everywhere('Good')
})
