import { HOSTILE } from '@folio/markdown/testing/hostile'
import { expect, test } from 'vitest'
import { useBareRenderer } from './world/bare.ts'

const { costMs } = useBareRenderer()
const FRAMES = 20
/** On average; a frame that is slow three times is shown as plain text from then on. */
const MAX_MS_PER_FRAME = 60

test('whatever is written, no frame of its stream holds the page up', async () => {
  const slow: string[] = []
  let worst = { name: '', ms: 0 }
  for (const [name, text] of Object.entries(HOSTILE)) {
    const ms =
      (await costMs(({ inFrames }, given) => inFrames(given.text, given.count), { text, count: FRAMES })) / (FRAMES + 1)
    if (ms > worst.ms) worst = { name, ms }
    if (ms > MAX_MS_PER_FRAME) slow.push(`${name}: ${ms.toFixed(0)} ms a frame`)
  }
  console.log(`the slowest of ${Object.keys(HOSTILE).length}: ${worst.name}, ${worst.ms.toFixed(1)} ms of CPU a frame`)
  expect(slow).toEqual([])
})
