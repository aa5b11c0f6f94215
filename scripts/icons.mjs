/**
 * Draws the icons of the installed page from `web/public/favicon.svg`, into `web/public/icons`. To be run after the
 * drawing has changed; what it writes is kept with the sources.
 *
 *     node scripts/icons.mjs
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { register } from 'tsx/esm/api'
import { command } from './lib/command.mjs'
import { inRoot } from './lib/root.mjs'

/** `inset`: how much of an edge stays free, for systems that cut the corners as they like. */
const ICONS = [
  { name: '192', size: 192, inset: 0 },
  { name: '512', size: 512, inset: 0 },
  { name: 'maskable-512', size: 512, inset: 0.1 },
  { name: 'apple-180', size: 180, inset: 0.04 },
]

await command(async () => {
  register()
  const { launch } = await import('../web/test/world/browser.ts')
  const drawing = readFileSync(inRoot('web/public/favicon.svg'), 'utf8')
  const paper = /fill="(#\w+)"/.exec(drawing)?.[1]
  mkdirSync(inRoot('web/public/icons'), { recursive: true })
  const browser = await launch()
  for (const { name, size, inset } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const style = inset > 0 ? `background:${paper};padding:${size * inset}px` : ''
    await page.setContent(
      `<style>*{margin:0;box-sizing:border-box}body{height:100vh;${style}}svg{display:block}</style>${drawing}`,
    )
    const path = inRoot(`web/public/icons/${name}.png`)
    await page.screenshot({ path, omitBackground: true })
    console.log(path)
  }
  await browser.close()
})
