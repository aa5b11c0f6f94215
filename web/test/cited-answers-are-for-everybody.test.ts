import { expect, test } from 'vitest'
import { faultsOf } from './world/axe.ts'
import { librarianOf } from './world/library.ts'
import { outside } from './world/outside.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

const LOG = `# The log of the Meridian\n\n## Repairs\n\nThe foremast was mended with larch from Arkhangelsk.\n${'\nA quiet day at sea.\n'.repeat(80)}`
const LONG_NAME = 'averylongfilenamethatneverendsandhasnoplacetobreakanywhereinit'

async function cited(page: Page): Promise<{ remove: () => Promise<unknown> }> {
  const librarian = await librarianOf(page)
  const id = await librarian.teachFile('meridian.md', LOG)
  await librarian.teach(LONG_NAME, 'The mizzen was mended with oak and with larch.')
  world.model.script([{ text: '## The masts\n\nWith larch [1].\n\n| mast | wood |\n|---|---|\n| mizzen | oak [2] |' }])
  await page.ask('Which wood was the foremast mended with, and which the mizzen?')
  await page.ended()
  return { remove: () => librarian.removeSource(id) }
}

const LOOKS = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'dark', forcedColors: true }] as const
const SIZES = [{ width: 1440 }, { width: 1100 }, { width: 390, touch: true }]

test.each(LOOKS.flatMap(look => SIZES.map(size => ({ ...look, ...size }))))('axe finds nothing: %o', async look => {
  const page = await world.guest(look)
  const { remove } = await cited(page)
  expect(await faultsOf(page, 'cited')).toEqual([])
  await page.lastReply().locator('.cite > button').first().click()
  const dialog = page.tab.getByRole('dialog')
  await dialog.locator('mark').first().waitFor()
  expect(await faultsOf(page, 'passage')).toEqual([])
  await page.tab.goBack()
  await dialog.waitFor({ state: 'detached' })
  await remove()
  await page.reload()
  await page.ended()
  expect(await faultsOf(page, 'removed')).toEqual([])
})

test.each([390, 320])('at %i px nothing is cut and nothing scrolls sideways', async width => {
  const page = await world.guest({ width, height: 640, touch: true })
  await cited(page)
  expect(await outside(page)).toEqual([])
  await page.lastReply().locator('.cite > button').last().click()
  await page.tab.getByRole('dialog').locator('mark').first().waitFor()
  await soon(() =>
    page.tab.evaluate(() => document.getAnimations().filter(a => a.playState === 'running').length),
  ).toBe(0)
  expect(await outside(page)).toEqual([])
})

test('a source has a page of its own, where it is read from its beginning', async () => {
  const page = await world.guest({ width: 390, touch: true })
  const librarian = await librarianOf(page)
  const id = await librarian.teachFile('meridian.md', LOG)
  await page.tab.goto(`${world.url}/sources/${id}`)
  await page.tab.getByRole('heading', { name: 'The log of the Meridian' }).waitFor()
  await soon(() => page.tab.getByRole('region', { name: 'Document' }).innerText()).toContain('larch from Arkhangelsk')
  expect(await faultsOf(page, 'source')).toEqual([])
  expect(await outside(page)).toEqual([])
  await librarian.removeSource(id)
  await page.tab.reload()
  await page.tab.getByText('There is no such document.').waitFor()
})
