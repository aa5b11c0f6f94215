/**
 * Takes pictures of the page as it is now: wide and on a phone, light and dark, in each of its states.
 *
 *     node scripts/screenshots.mjs                 into .cache/screenshots
 *     node scripts/screenshots.mjs some/folder     into another folder
 *     node scripts/screenshots.mjs --docs          also the two of the README, into docs/pictures
 */
import { copyFileSync, mkdirSync } from 'node:fs'
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
  const { takePictures } = await import('../web/test/world/pictures.ts')
  const folder = args.find(arg => !arg.startsWith('--')) ?? inRoot('.cache/screenshots')
  for (const path of await takePictures(folder)) console.log(path)
  if (!args.includes('--docs')) return
  mkdirSync(inRoot('docs/pictures'), { recursive: true })
  for (const theme of ['light', 'dark']) {
    copyFileSync(join(folder, `wide-${theme}-finished.png`), inRoot(`docs/pictures/folio-${theme}.png`))
  }
})
