import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()
const background = (page: Page) => page.tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
/** OKLCH as the browser says it: a light paper, a dark one. */
const LIGHT = /oklch\(0?\.98/
const DARK = /oklch\(0?\.19/

test('the page follows the system until somebody chooses', async () => {
  const page = await world.guest({ theme: 'light' })
  expect(await background(page)).toMatch(LIGHT)
  await page.tab.emulateMedia({ colorScheme: 'dark' })
  await soon(() => background(page)).toMatch(DARK)
  const theme = page.tab.getByRole('button', { name: /^Theme/ })
  expect(await theme.innerText()).toMatch(/System/)
  await theme.click()
  expect(await theme.innerText()).toMatch(/Light/)
  await soon(() => background(page)).toMatch(LIGHT)
})

test('the choice is kept, and holds in other tabs at once', async () => {
  const visit = await world.visit({ theme: 'light' })
  const [page, other] = [await visit.tab('/'), await visit.tab('/')]
  await page.tab.getByRole('button', { name: /^Theme/ }).click()
  for (const tab of [page, other]) await soon(() => background(tab)).toMatch(DARK)
  await other.reload()
  expect(await background(other)).toMatch(DARK)
})

test('a dark page is dark in every frame of a reload', async () => {
  const page = await world.guest({ theme: 'light' })
  await page.tab.getByRole('button', { name: /^Theme/ }).click()
  await soon(() => background(page)).toMatch(DARK)

  // The page loads slowly, so that its first frames are seen; each is a picture of what the screen showed.
  const system = await page.tab.context().newCDPSession(page.tab)
  const frames: string[] = []
  system.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(data)
    void system.send('Page.screencastFrameAck', { sessionId }).catch(() => {})
  })
  await page.tab.route('**/assets/*.js', async route => {
    await page.tab.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    await route.continue()
  })
  await system.send('Page.startScreencast', { format: 'png', maxWidth: 320, maxHeight: 200, everyNthFrame: 1 })
  await page.reload()
  await soon(() => frames.length).toBeGreaterThan(0)
  await system.send('Page.stopScreencast')
  const { tab: blank } = await (await world.visit()).tab()
  for (const frame of frames) expect(await brightness(blank, frame)).toBeLessThan(0.35)
})

/** From 0, black, to 1, white. Counted in a blank page, which has no policy against it. */
function brightness(blank: Page['tab'], png: string): Promise<number> {
  return blank.evaluate(async data => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const paint = canvas.getContext('2d')
    if (!paint) return Number.NaN
    paint.drawImage(image, 0, 0)
    const { data: bytes } = paint.getImageData(0, 0, image.width, image.height)
    let sum = 0
    for (let at = 0; at < bytes.length; at += 4) sum += (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0)
    return sum / (bytes.length * 0.75) / 255
  }, png)
}
