import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { useWorld } from './world/index.ts'
import { difference, keptLook, looksOf, scaleDown } from './world/looks.ts'

const world = useWorld()
/** Fonts differ from machine to machine; what is meant is measured in tens. */
const MAX_COLOUR = 2.5
const MAX_PLACES = 0.05
const SEEN = fileURLToPath(new URL('../../.cache/looks', import.meta.url))

/** A change that was meant: `node scripts/screenshots.mjs --looks`. */
test('in each state, size and theme', async () => {
  const { tab: blank } = await (await world.visit()).tab()
  const others: string[] = []
  const figures: string[] = []
  for await (const look of looksOf(world)) {
    const small = await scaleDown(blank, look)
    const { colour, places } = await difference(blank, keptLook(look.name), small)
    figures.push(`${look.name} ${colour.toFixed(1)}/${(places * 100).toFixed(1)} %`)
    if (colour <= MAX_COLOUR && places <= MAX_PLACES) continue
    others.push(figures.at(-1) ?? '')
    await mkdir(SEEN, { recursive: true })
    await writeFile(`${SEEN}/${look.name}.png`, look.png)
  }
  console.log(`colour of 255 / places: ${figures.join(', ')}`)
  expect(others, `what was seen lies in ${SEEN}`).toEqual([])
})
