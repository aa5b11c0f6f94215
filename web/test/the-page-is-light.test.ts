import { get } from 'node:http'
import { expect, test } from 'vitest'
import { useWorld, type Page } from './world/index.ts'

const world = useWorld()
const KIB = 1_024
const MAX_SCRIPT = 130 * KIB
const MAX_STYLE = 12 * KIB
const MAX_FONT = 51 * KIB
/** What is not a conversation brings its own on top. */
const MAX_MORE_SCRIPT = 25 * KIB
const MAX_MORE_STYLE = 6 * KIB

/** What goes over the wire to a browser that takes gzip and nothing better. */
function bytesOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, response => {
      let bytes = 0
      response.on('data', (piece: Buffer) => (bytes += piece.length)).on('end', () => resolve(bytes))
    }).on('error', reject)
  })
}

/** These come by themselves when the first answer may be there: with or without them, as the clock has it. */
const LATER = /\/assets\/(?:keep-copies|Installed)-/

/** Weighs what the page has asked for so far. */
function weighAll(page: Page) {
  const loaded = new Set<string>()
  page.tab.on('request', request => loaded.add(`${request.resourceType()} ${request.url()}`))
  return async (kind: 'script' | 'stylesheet' | 'font') => {
    const urls = [...loaded].flatMap(line =>
      line.startsWith(`${kind} `) && !LATER.test(line) ? [line.slice(kind.length + 1)] : [],
    )
    if (urls.length === 0) throw new Error(`no ${kind} was loaded`)
    const all = await Promise.all(urls.map(bytesOf))
    return all.reduce((sum, bytes) => sum + bytes, 0)
  }
}

const shown = (bytes: number) => `${(bytes / KIB).toFixed(1)} KiB`

test('scripts, styles and the font of a conversation stay within their budgets', async () => {
  world.model.script([{ text: 'A plain answer with **nothing** to colour.' }])
  const page = await world.guest()
  const weigh = weighAll(page)
  await page.reload()
  await page.ask('A question')
  await page.ended()
  const [script, style, font] = [await weigh('script'), await weigh('stylesheet'), await weigh('font')]
  console.log(`over the wire: scripts ${shown(script)}, styles ${shown(style)}, font ${shown(font)}`)
  expect(script).toBeLessThanOrEqual(MAX_SCRIPT)
  expect(style).toBeLessThanOrEqual(MAX_STYLE)
  expect(font).toBeLessThanOrEqual(MAX_FONT)
})

test.each(['/library', '/bots', '/settings'])('%s brings little more', async path => {
  const page = await world.guest()
  const weigh = weighAll(page)
  await page.tab.goto(world.url + path)
  await page.tab.getByRole('heading', { level: 1 }).waitFor()
  const [script, style] = [await weigh('script'), await weigh('stylesheet')]
  console.log(`${path}: scripts ${shown(script)}, styles ${shown(style)}`)
  expect(script).toBeLessThanOrEqual(MAX_SCRIPT + MAX_MORE_SCRIPT)
  expect(style).toBeLessThanOrEqual(MAX_STYLE + MAX_MORE_STYLE)
})
