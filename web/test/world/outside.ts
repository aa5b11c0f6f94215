import type { Page } from './page.ts'

/** What stands out of the window to the left or right, and is not in a box that scrolls by itself. */
export function outside(page: Page): Promise<string[]> {
  return page.tab.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll('body *')) {
      const { left, right, width, height } = element.getBoundingClientRect()
      if (width === 0 || height === 0 || element.closest('.unseen, .code pre, .table-scroll')) continue
      if (left < -0.5 || right > innerWidth + 0.5) found.push(`${element.tagName}.${element.className}`)
    }
    const { scrollWidth } = document.documentElement
    return scrollWidth > innerWidth ? [...found, `the page is ${scrollWidth} wide`] : found
  })
}

/** What can be pressed, and is smaller than a finger. A numeral in a line of text has room around it that no box shows. */
export function tooSmall(page: Page): Promise<string[]> {
  return page.tab.evaluate(() =>
    [...document.querySelectorAll('button:not(.cite > button), a, select, summary, .choice')]
      .filter(element => element.checkVisibility())
      .flatMap(element => {
        const { width, height } = element.getBoundingClientRect()
        return height < 43.5 || width < 24 ? [`${element.textContent} ${width} x ${height}`] : []
      }),
  )
}
