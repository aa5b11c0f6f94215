import { expect, test } from 'vitest'
import { REPLIES } from '@folio/markdown/testing/replies'
import { inPieces } from './world/pieces.ts'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

/** The colours of code are loaded when they are needed, and come a moment later. */
async function htmlOf(page: Page): Promise<string[]> {
  const read = () => page.replies.locator('.prose').evaluateAll(all => all.map(prose => prose.innerHTML))
  const languages = /<code[^>]*>(?:(?!<\/code>)[^])*?hljs-/
  if (/class="code-lang">(?:ts|js)/.test((await read()).join()))
    await soon(async () => (await read()).join()).toMatch(languages)
  return read()
}

const names = Object.keys(REPLIES)
const BATCH = 5
const batches = Array.from({ length: Math.ceil(names.length / BATCH) }, (_, n) =>
  names.slice(n * BATCH, (n + 1) * BATCH),
)

test.each(batches.map(batch => ({ batch })))('streamed and read back: $batch', async ({ batch }) => {
  world.model.script(...batch.map(name => inPieces(REPLIES[name] ?? '', 6, 2)))
  const page = await world.guest()
  for (const [n, name] of batch.entries()) {
    await page.ask(name)
    await page.ended('complete', n + 1)
  }
  const streamed = await htmlOf(page)
  expect(streamed).toHaveLength(batch.length)
  await page.reload()
  await page.ended('complete', batch.length)
  await soon(() => htmlOf(page)).toEqual(streamed)
})

test('what has settled in a stream stays the same nodes to its end', async () => {
  const paragraphs = Array.from(
    { length: 12 },
    (_, n) => `## Part ${n}\n\n${REPLIES['prose with a list, code and a table']}`,
  )
  world.model.script(inPieces(paragraphs.join('\n\n'), 60, 4))
  const page = await world.guest()
  await page.ask('A long answer')
  await page.prose().waitFor()
  await page.prose().evaluate(prose => {
    const settled = new Map<Element, string>()
    Object.assign(window, { settled })
    const look = () => {
      // What has three younger blocks behind it does not change any more. Code is coloured in place.
      for (const block of [...prose.children].slice(0, -3))
        if (!settled.has(block)) settled.set(block, block.textContent)
      requestAnimationFrame(look)
    }
    look()
  })
  await page.ended()
  const { count, changed, blocks } = await page.prose().evaluate(prose => {
    const settled = Reflect.get(window, 'settled') as Map<Element, string>
    const others = [...settled].filter(([block, text]) => block.parentNode !== prose || block.textContent !== text)
    return { count: settled.size, changed: others.map(([, text]) => text), blocks: prose.children.length }
  })
  expect(changed).toEqual([])
  expect(count).toBeGreaterThan(blocks / 2)
})
