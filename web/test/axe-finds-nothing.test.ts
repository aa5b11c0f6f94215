import { expect, test } from 'vitest'
import { REPLIES } from '@folio/markdown/testing/replies'
import { faultsOf } from './world/axe.ts'
import { useWorld } from './world/index.ts'

const world = useWorld()
const RICH = REPLIES['prose with a list, code and a table'] ?? ''

const LOOKS = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'dark', forcedColors: true }] as const

test.each(LOOKS)('on a wide page: %o', async look => {
  world.model.script([{ text: RICH }], [{ text: 'Half of it' }, 'hang'], [{ status: 401 }])
  const page = await world.guest(look)
  expect(await faultsOf(page, 'empty')).toEqual([])
  await page.ask('A question')
  await page.ended()
  expect(await faultsOf(page, 'finished')).toEqual([])
  await page.ask('A second question')
  await page.ended('streaming', 2)
  await page.shows('Half of it')
  expect(await faultsOf(page, 'streaming')).toEqual([])
  await page.press('Stop')
  await page.ended('stopped', 2)
  expect(await faultsOf(page, 'stopped')).toEqual([])
  await page.ask('A third question')
  await page.ended('failed', 3)
  expect(await faultsOf(page, 'error')).toEqual([])
  await page.tab
    .locator('.head')
    .getByRole('button', { name: /^More about/ })
    .click()
  expect(await faultsOf(page, 'menu')).toEqual([])
  await page.tab.getByRole('menuitem', { name: 'Rename' }).click()
  await page.tab.getByRole('dialog').waitFor()
  expect(await faultsOf(page, 'dialog')).toEqual([])
})

test.each(LOOKS)('on a phone: %o', async look => {
  world.model.script([{ text: RICH }])
  const page = await world.guest({ ...look, width: 390, touch: true })
  expect(await faultsOf(page, 'empty')).toEqual([])
  await page.ask('A question')
  await page.ended()
  expect(await faultsOf(page, 'finished')).toEqual([])
  await page.button('Conversations').click()
  await page.button('New conversation').waitFor()
  expect(await faultsOf(page, 'drawer')).toEqual([])
})

test('with the line cut', async () => {
  const page = await world.guest()
  world.line.cut()
  await page.banner.waitFor()
  await page.ask('A question')
  await page.tab.getByText('Goes out when the server is back.').waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('and would find something', async () => {
  const page = await world.guest()
  await page.tab.evaluate(() => document.body.append(document.createElement('button')))
  expect((await faultsOf(page)).join()).toContain('button-name')
})
