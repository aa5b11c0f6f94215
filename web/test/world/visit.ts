import type { Browser, BrowserContext } from 'playwright-core'
import { createPage, type Page } from './page.ts'

export type VisitOptions = {
  /** In CSS pixels; from 896 on the list of conversations has a column of its own. */
  width?: number
  height?: number
  /** What the device prefers. */
  theme?: 'light' | 'dark'
  reducedMotion?: boolean
  forcedColors?: boolean
  /** What the browser speaks; English unless told. */
  locale?: string
  /** A finger instead of a pointer. */
  touch?: boolean
  /** Whether scripts run at all. */
  scripts?: boolean
  /** The worker that opens the page without the server; elsewhere every request goes to the server. */
  worker?: boolean
}

/** One person with one browser: all tabs of it share what is stored there. */
export type Visit = {
  context: BrowserContext
  pages: Page[]
  /** Another tab; without `path` it stays blank. */
  tab(path?: string): Promise<Page>
}

export async function openVisit(browser: Browser, url: string, options: VisitOptions): Promise<Visit> {
  const { width = 1280, height = 800, theme = 'light', reducedMotion = false } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    forcedColors: options.forcedColors === true ? 'active' : 'none',
    hasTouch: options.touch ?? false,
    isMobile: options.touch ?? false,
    locale: options.locale ?? 'en-US',
    javaScriptEnabled: options.scripts ?? true,
    serviceWorkers: options.worker === true ? 'allow' : 'block',
  })
  const pages: Page[] = []
  return {
    context,
    pages,
    async tab(path) {
      const page = createPage(await context.newPage(), url)
      pages.push(page)
      if (path !== undefined) await page.open(path)
      return page
    },
  }
}
