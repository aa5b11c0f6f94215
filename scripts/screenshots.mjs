/**
 * Takes pictures of the page as it is now: wide and on a phone, light and dark, in each of its states.
 *
 *     node scripts/screenshots.mjs                 into .cache/screenshots
 *     node scripts/screenshots.mjs some/folder     into another folder
 *     node scripts/screenshots.mjs --docs          also the two of the README, into docs/pictures
 *     node scripts/screenshots.mjs --looks         only the small ones that tests compare with, into web/test/looks
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { register } from 'tsx/esm/api'
import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { inRoot } from './lib/root.mjs'

await command(async args => {
  await install()
  await build()
  register()
  if (args.includes('--looks')) return keepLooks()
  const { takePictures } = await import('../web/test/world/pictures.ts')
  const folder = args.find(arg => !arg.startsWith('--')) ?? inRoot('.cache/screenshots')
  for (const path of await takePictures(folder)) console.log(path)
  if (!args.includes('--docs')) return
  mkdirSync(inRoot('docs/pictures'), { recursive: true })
  for (const theme of ['light', 'dark']) {
    copyFileSync(join(folder, `wide-${theme}-finished.png`), inRoot(`docs/pictures/folio-${theme}.png`))
  }
})

async function keepLooks() {
  const { openWorld } = await import('../web/test/world/world.ts')
  const { KEPT_LOOKS, looksOf, scaleDown } = await import('../web/test/world/looks.ts')
  const world = await openWorld()
  try {
    const { tab: blank } = await (await world.visit()).tab()
    mkdirSync(KEPT_LOOKS, { recursive: true })
    for await (const look of looksOf(world)) {
      const path = new URL(`${look.name}.png`, KEPT_LOOKS)
      writeFileSync(path, await scaleDown(blank, look))
      console.log(path.pathname)
    }
  } finally {
    await world.close()
  }
}
