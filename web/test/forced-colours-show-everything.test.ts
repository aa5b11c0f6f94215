import { expect, test } from 'vitest'
import { soon, useWorld, type Page } from './world/index.ts'

const world = useWorld()

/** What is only a colour, and has the colour of its ground: nobody sees it. */
function unseen(page: Page, selectors: string[]): Promise<string[]> {
  return page.tab.evaluate(
    all =>
      all.flatMap(selector => {
        const [name = '', pseudo] = selector.split('::')
        const element = [...document.querySelectorAll(name)].find(one => one.checkVisibility())
        if (!element) return [`${selector} is not there`]
        const style = getComputedStyle(element, pseudo ? `::${pseudo}` : null)
        const hasBorder = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none'
        const ground = getComputedStyle(document.documentElement).backgroundColor
        const isPainted = style.backgroundColor !== ground && style.backgroundColor !== 'rgba(0, 0, 0, 0)'
        return hasBorder || isPainted ? [] : [selector]
      }),
    selectors,
  )
}

test.each(['light', 'dark'] as const)('marks, buttons and the focus, where the system has the say: %s', async theme => {
  world.model.script([{ text: 'Half of it' }, 'hang'])
  const page = await world.guest({ theme, forcedColors: true })
  await page.ask('A question')
  await page.shows('Half of it')
  expect(await unseen(page, ['.go', '.go-stop span', '.mark-replying'])).toEqual([])
  await page.press('Stop')
  await page.ended('stopped')
  await page.composer.fill('A draft')
  await page.press('New conversation')
  await soon(() => page.tab.locator('.mark-draft').count()).toBe(1)
  expect(await unseen(page, ['.mark-draft', '.sheet', '.go'])).toEqual([])
  await page.tab.keyboard.press('Tab')
  const focus = await page.tab.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
    return { outlineStyle, wide: parseFloat(outlineWidth) }
  })
  expect(focus.outlineStyle).not.toBe('none')
  expect(focus.wide).toBeGreaterThanOrEqual(2)
})
