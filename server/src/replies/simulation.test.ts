import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from './testing/stage.ts'
import { play } from './testing/story.ts'
import { WORLDS, type WorldName } from './testing/worlds.ts'

/** `SEED=17` plays that story alone; `SEEDS=2000` plays so many in each world. */
const { SEED, SEEDS = '250' } = process.env
/** Of the stories that broke. */
const SHOWN = 5

let stage: Stage
beforeAll(async () => void (stage = await openStage()))
afterAll(() => stage.remove())

describe.each(Object.keys(WORLDS) as WorldName[])('with %s', name => {
  it('keeps every promise in every story', { timeout: 300_000 }, async () => {
    const first = Number(SEED ?? 1)
    const count = SEED === undefined ? Number(SEEDS) : 1
    const broken: string[] = []
    for (let seed = first; seed < first + count; seed++) {
      const what = await tell(seed, name)
      if (what !== undefined) broken.push(`SEED=${seed}: ${what}`)
    }
    expect(broken.length, `${broken.length} of ${count} stories\n${broken.slice(0, SHOWN).join('\n\n')}`).toBe(0)
  })
})

/** What was broken, if anything. */
async function tell(seed: number, name: WorldName): Promise<string | undefined> {
  try {
    await play(seed, name, stage)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await stage.clear()
  }
}
