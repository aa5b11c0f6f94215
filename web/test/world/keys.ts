import { soon } from './index.ts'
import type { Page } from './page.ts'

const LONGEST_WAY = 60

/** Goes on with Tab, back, or by the arrows of a menu, to what has this name, which must be in sight and marked as the one in hand. */
export async function reach(
  page: Page,
  name: RegExp,
  key: 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowUp' = 'Tab',
): Promise<void> {
  const seen: string[] = []
  for (let step = 0; step < LONGEST_WAY; step++) {
    await page.tab.keyboard.press(key)
    const at = await page.tab.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element === document.body) return { name: '', isMarked: false }
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1
      // A field has a caret, and the sheet around it another border.
      const isMarked = element.matches(':focus-visible') && (isOutlined || element.matches('textarea'))
      const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement
      const label = isField ? element.labels?.[0]?.textContent : undefined
      return { name: element.ariaLabel ?? label ?? element.textContent.trim(), isMarked }
    })
    seen.push(at.name)
    if (!name.test(at.name)) continue
    if (!at.isMarked) throw new Error(`${at.name} does not show that it has the focus`)
    return
  }
  throw new Error(`${name} is not among what ${key} reaches: ${seen.join(', ')}`)
}

/** Goes there and presses it. Whatever goes away with that, something has the focus afterwards. */
export async function enter(page: Page, name: RegExp, key?: Parameters<typeof reach>[2]): Promise<void> {
  await reach(page, name, key)
  await page.tab.keyboard.press('Enter')
  await holdsFocus(page)
}

export async function holdsFocus(page: Page): Promise<void> {
  await soon(() =>
    page.tab.evaluate(() => document.activeElement !== document.body && document.activeElement?.checkVisibility()),
  ).toBe(true)
}
