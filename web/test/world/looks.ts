import { readFileSync } from 'node:fs'
import type { Page as Tab } from 'playwright-core'
import type { Page } from './page.ts'
import type { World } from './world.ts'

const ANSWER = `Give every reply its own **append-only log**, and make the browser a reader of that log rather than the owner of the request. A reload is then only a reader that comes back with the last number it saw.

## What travels on the wire

- An \`id\` on each event, so that a reader says where to resume.
- One terminal event: \`done\`, \`stopped\` or \`error\`.

\`\`\`ts
export async function* follow(id: string, after = 0) {
  for await (const chunk of log.read(id, { after })) yield chunk;
}
\`\`\`

| Event | Carries | p99 |
| :---- | :------ | ---: |
| delta | text, seq | 4 ms |
| done | usage, finish reason | 6 ms |
`
const HALF = ANSWER.slice(0, ANSWER.indexOf('- One terminal'))

/** `scale`: how much smaller a picture is kept than it was taken. */
const SIZES = [
  { size: 'wide', scale: 5, options: { width: 1440, height: 900 } },
  { size: 'phone', scale: 3, options: { width: 390, height: 844, touch: true } },
] as const

/** Where the pictures lie that the page is compared with. */
export const KEPT_LOOKS = new URL('../looks/', import.meta.url)

export type Look = { name: string; png: Buffer; scale: number }

/** The page in its states, in both sizes and both themes, always with the same words. */
export async function* looksOf(world: World): AsyncGenerator<Look> {
  for (const { size, scale, options } of SIZES) {
    const page = await world.guest({ ...options, reducedMotion: true })
    for await (const state of statesOf(world, page)) {
      for (const theme of ['light', 'dark'] as const) {
        await page.tab.emulateMedia({ colorScheme: theme })
        await page.tab.mouse.move(0, 0)
        yield { name: `${size}-${theme}-${state}`, png: await page.tab.screenshot(), scale }
      }
    }
  }
}

async function* statesOf(world: World, page: Page): AsyncGenerator<string> {
  yield 'empty'
  world.model.script([{ text: HALF }, 'hang'], [{ text: ANSWER }], [{ status: 401 }])
  await page.ask('How do I let a reply survive a page reload, and be read by two devices at once?')
  await page.shows('where to resume')
  await page.press('Stop')
  await page.ended('stopped')
  yield 'stopped'
  await page.press('New version')
  await page.shows('6 ms')
  await page.ended()
  await page.prose().locator('.hljs-keyword').first().waitFor()
  yield 'finished'
  await page.ask('And what if the provider does not let me in?')
  await page.ended('failed', 2)
  yield 'error'
  for (const state of ['library', 'settings'] as const) {
    await page.tab.goto(`${world.url}/${state}`)
    await page.tab
      .locator('.head-title')
      .filter({ hasText: new RegExp(state, 'i') })
      .waitFor()
    await page.tab.waitForLoadState('networkidle')
    yield state
  }
}

/** A picture as it is kept. Drawn in a blank page, which has no policy against it. */
export async function scaleDown(blank: Tab, { png, scale }: Look): Promise<Buffer> {
  const small = await blank.evaluate(
    async ([data, times]) => {
      const image = new Image()
      image.src = `data:image/png;base64,${data}`
      await image.decode()
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width: Math.round(image.width / times), height: Math.round(image.height / times) })
      const paint = canvas.getContext('2d')
      if (!paint) throw new Error('nothing to paint on')
      paint.imageSmoothingQuality = 'high'
      paint.drawImage(image, 0, 0, canvas.width, canvas.height)
      return canvas.toDataURL('image/png').split(',')[1] ?? ''
    },
    [png.toString('base64'), scale] as const,
  )
  return Buffer.from(small, 'base64')
}

export const keptLook = (name: string): Buffer => readFileSync(new URL(`${name}.png`, KEPT_LOOKS))

/**
 * How far two pictures are apart, looked at from far away: a letter that another font draws is no difference, a box
 * that stands elsewhere is. `colour`: of 255, on the whole. `places`: the share of small squares that look different.
 */
export function difference(blank: Tab, a: Buffer, b: Buffer): Promise<{ colour: number; places: number }> {
  return blank.evaluate(
    async pictures => {
      const [columns, rows, clearly] = [48, 48, 22]
      const cells = await Promise.all(
        pictures.map(async data => {
          const image = new Image()
          image.src = `data:image/png;base64,${data}`
          await image.decode()
          const canvas = new OffscreenCanvas(columns, rows)
          const paint = canvas.getContext('2d')
          if (!paint) throw new Error('nothing to paint on')
          paint.imageSmoothingQuality = 'high'
          paint.drawImage(image, 0, 0, columns, rows)
          return paint.getImageData(0, 0, columns, rows).data
        }),
      )
      const [one, other] = cells as [Uint8ClampedArray, Uint8ClampedArray]
      let [sum, different] = [0, 0]
      for (let at = 0; at < one.length; at += 4) {
        const gaps = [0, 1, 2].map(channel => Math.abs((one[at + channel] ?? 0) - (other[at + channel] ?? 0)))
        sum += gaps.reduce((all, gap) => all + gap, 0) / 3
        if (Math.max(...gaps) > clearly) different += 1
      }
      return { colour: sum / (columns * rows), places: different / (columns * rows) }
    },
    [a.toString('base64'), b.toString('base64')],
  )
}
