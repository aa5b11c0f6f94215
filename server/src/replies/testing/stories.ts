import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage } from './stage.ts'
import { play, type StoryRules } from './story.ts'
import type { WorldName } from './worlds.ts'

/** `SEED=17` plays that story alone; `SEEDS=2000` plays so many. */
const { SEED, SEEDS } = process.env
/** Of the stories that broke. */
const SHOWN = 5

/** Plays so many stories of a world. `remembered`: seeds that broke something once. */
export function tellStories(
  name: WorldName,
  count: number,
  remembered: readonly number[],
  rules: StoryRules = {},
): void {
  let stage: Stage
  beforeAll(async () => void (stage = await openStage()))
  afterAll(() => stage.remove())

  /** What was broken, if anything. */
  const tell = async (seed: number): Promise<string[]> => {
    try {
      await play(seed, name, stage, rules)
      return []
    } catch (error) {
      return [`SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`]
    } finally {
      await stage.clear()
    }
  }
  it('keeps every promise in every story', { timeout: 600_000 }, async () => {
    const seeds = SEED === undefined ? [...remembered, ...upTo(Number(SEEDS ?? count))] : [Number(SEED)]
    const broken: string[] = []
    for (const seed of seeds) broken.push(...(await tell(seed)))
    expect(broken.length, `${broken.length} of ${seeds.length} stories\n${broken.slice(0, SHOWN).join('\n\n')}`).toBe(0)
  })
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
