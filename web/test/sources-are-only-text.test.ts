import { expect, test } from 'vitest'
import { librarianOf } from './world/library.ts'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

const PAYLOADS = [
  '<img src="https://evil.example/p.png" onerror=ran()>',
  '"><script>ran()</script><svg onload=ran()>',
  '![x](https://evil.example/i.png) [y](javascript:ran())',
  '&lt;img src=x onerror=ran()&gt; <iframe srcdoc="<script>parent.ran()</script>">',
]
const DOCUMENT = `# Heading ${PAYLOADS[0]}\n\nThe harpsichord was tuned in May. ${PAYLOADS.join(' ')}\n\n${PAYLOADS.join('\n\n')}`

test.each([1440, 1100, 390])(
  'what a title, a heading, a quote or a document says runs nothing, at %i px',
  async width => {
    const page = await world.guest({ width, height: 800 })
    await page.tab.addInitScript(() => Object.assign(window, { ran: () => Object.assign(window, { hasRun: true }) }))
    const librarian = await librarianOf(page)
    const title = `Title ${PAYLOADS[1]}`
    await librarian.teach(title, DOCUMENT)
    world.model.script([{ text: 'In May [1].' }])
    await page.ask('When was the harpsichord tuned?')
    await page.ended()
    const check = async () => {
      await page
        .lastReply()
        .getByRole('button', { name: `Source 1: ${title.replaceAll('<', '‹').replaceAll('>', '›')}` })
        .click()
      const dialog = page.tab.getByRole('dialog', { name: title })
      await soon(() => dialog.locator('mark').allInnerTexts()).not.toEqual([])
      expect(await dialog.innerText()).toContain(PAYLOADS[0])
      const forbidden = 'img, script, iframe, svg, object, embed, [onerror], [onload], [href^="javascript:"]'
      expect(await page.tab.locator('main').locator(forbidden).count()).toBe(0)
      expect(await dialog.locator(forbidden).count()).toBe(0)
      expect(await page.tab.evaluate(() => Reflect.get(window, 'hasRun'))).toBeUndefined()
      await page.tab.goBack()
      await dialog.waitFor({ state: 'detached' })
    }
    await check()
    await page.reload()
    await page.ended()
    await check()
    expect(await page.prose().locator('a.cited').textContent()).toContain(title)
    expect(page.faults).toEqual([])
  },
)
