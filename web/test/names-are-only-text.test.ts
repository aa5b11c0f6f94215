import { PAYLOADS } from '@folio/markdown/testing/payloads'
import { expect, test } from 'vitest'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()
const RUNS = PAYLOADS.filter(payload => payload.includes('alert(1)') && payload.startsWith('<'))
  .slice(0, 30)
  .map(payload => payload.replaceAll('alert(1)', 'ran()'))
const TITLES = [RUNS[2] ?? '', RUNS[7] ?? '']
const FORBIDDEN = 'img, script, iframe, object, embed, video, audio, [onerror], [onload], [href^="javascript:"]'

test('titles, names of files and what is said of them run nothing, and are shown as they are', async () => {
  const page = await world.guest()
  await page.tab.addInitScript(() => Object.assign(window, { ran: () => Object.assign(window, { hasRun: true }) }))
  await page.reload()
  world.model.script(...TITLES.map(() => [{ text: 'Yes.' }]))
  for (const payload of TITLES) {
    await page.tab.goto(world.url)
    await page.ask(payload)
    await page.ended()
  }
  const rows = (await page.titles()).map(title => title.replaceAll(/\s+/g, ' '))
  for (const payload of TITLES) expect(rows.join()).toContain(payload.slice(0, 12))

  const names = RUNS.map(payload => `${payload.replaceAll(/[/\\\0]/g, '')}.txt`)
  const files = names.slice(0, 5).map(name => ({ name, mimeType: 'text/plain', buffer: Buffer.from('Words.') }))
  const refused = { name: `${names[5]}.exe`, mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') }
  await page.tab.locator('.composer input[type=file]').setInputFiles([...files, refused])
  await soon(() => page.tab.locator('.pill').count()).toBeGreaterThan(4)
  const shown = (await page.tab.locator('.composer').innerText()).replaceAll(/\s+/g, ' ')
  expect(shown).toContain('<')
  expect(await page.tab.locator('main, nav, header, dialog').locator(FORBIDDEN).count()).toBe(0)
  expect(await page.tab.evaluate(() => Reflect.get(window, 'hasRun'))).toBeUndefined()
  expect(page.faults).toEqual([])
})
