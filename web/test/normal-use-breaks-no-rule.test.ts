import { expect, test } from 'vitest'
import { REPLIES } from '@folio/markdown/testing/replies'
import { inPieces } from './world/pieces.ts'
import { useWorld } from './world/index.ts'

const world = useWorld()

test('a visit with all that a page can show needs nothing that the policy forbids', async () => {
  const everything = Object.values(REPLIES).join('\n\n')
  world.model.script(inPieces(everything, 40), [{ text: 'A second version.' }])
  const visit = await world.visit()
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.url })
  const page = await visit.tab()
  await page.tab.addInitScript(() => {
    const broken: string[] = []
    Object.assign(window, { broken })
    document.addEventListener('securitypolicyviolation', event =>
      broken.push(`${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  await page.open()
  await page.ask('Show me everything')
  await page.ended()
  await page.prose().locator('.hljs-keyword').first().waitFor()
  await page.prose().getByRole('button', { name: 'Copy' }).first().click()
  await page.prose().getByRole('button', { name: 'Wrap' }).first().click()
  await page.lastReply().locator('.actions').getByRole('button', { name: 'Copy' }).click()
  expect(await page.tab.evaluate(() => navigator.clipboard.readText())).toBe(everything)
  await page.tab.getByRole('button', { name: /^Theme/ }).click()
  await page.lastReply().locator('.actions').getByRole('button', { name: 'Retry' }).click()
  await page.shows('A second version.')
  await page.ended()
  expect(await page.tab.evaluate(() => Reflect.get(window, 'broken'))).toEqual([])
  expect(page.faults).toEqual([])
})
