import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

/** Looks in every frame from now on for whatever moves by itself, or scrolls smoothly. */
async function watchMotion(page: Page): Promise<() => Promise<{ moved: string[]; frames: number }>> {
  await page.tab.evaluate(() => {
    const watched = { moved: new Set<string>(), frames: 0 }
    Object.assign(window, { watched })
    const look = () => {
      watched.frames += 1
      for (const animation of document.getAnimations()) {
        const { duration = 0 } = animation.effect?.getComputedTiming() ?? {}
        if (Number(duration) <= 1) continue
        const { target } = animation.effect as KeyframeEffect
        watched.moved.add(`${target?.tagName}.${target?.className} ${animation.constructor.name}`)
      }
      requestAnimationFrame(look)
    }
    look()
  })
  return () =>
    page.tab.evaluate(() => {
      const { moved, frames } = Reflect.get(window, 'watched') as { moved: Set<string>; frames: number }
      return { moved: [...moved], frames }
    })
}

async function live(page: Page): Promise<void> {
  await page.ask('A question')
  await page.shows('Half')
  await page.press('Stop')
  await page.ended('stopped')
  await page.button('Conversations').click()
  await page.button('New conversation').waitFor()
  await page.tab.keyboard.press('Escape')
  await page.tab.getByRole('dialog').waitFor({ state: 'hidden' })
}

test('no animation, no transition, no smooth scrolling, whatever happens', async () => {
  world.model.script([{ waitMs: 300 }, { text: 'Half' }, 'hang'])
  const page = await world.guest({ width: 390, touch: true, reducedMotion: true })
  const watched = await watchMotion(page)
  await live(page)
  const { moved, frames } = await watched()
  expect(frames).toBeGreaterThan(10)
  expect(moved).toEqual([])
  const smooth = () =>
    [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).scrollBehavior === 'smooth').length
  expect(await page.tab.evaluate(smooth)).toBe(0)
})

test('and it would have been seen', async () => {
  world.model.script([{ waitMs: 300 }, { text: 'Half' }, 'hang'])
  const page = await world.guest({ width: 390, touch: true })
  const watched = await watchMotion(page)
  await live(page)
  await soon(async () => (await watched()).moved.length).toBeGreaterThan(0)
})
