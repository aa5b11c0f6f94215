import { fileURLToPath } from 'node:url'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll } from 'vitest'
import type { InBrowser } from '../browser/index.ts'
import { launch } from './browser.ts'

const ENTRY = fileURLToPath(new URL('../browser/index.ts', import.meta.url))

/** The renderer alone in a real browser, without a server or the page around it. */
export function useBareRenderer() {
  let browser: Browser | undefined
  let tab: Page | undefined
  let system: CDPSession | undefined
  beforeAll(async () => {
    const [script, opened] = await Promise.all([bundle(), launch()])
    browser = opened
    tab = await browser.newPage()
    await tab.addScriptTag({ content: script })
  })
  afterAll(() => browser?.close())

  async function cpuMs(): Promise<number> {
    if (!tab) throw new Error('the browser has not been opened')
    system ??= await tab.context().newCDPSession(tab)
    await system.send('Performance.enable', { timeDomain: 'threadTicks' })
    const { metrics } = await system.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
  }

  /** Calls `act` in the browser. */
  const call = async <Given, Answer>(
    act: (browser: InBrowser, given: Given) => Answer,
    given: Given,
  ): Promise<Answer> => {
    if (!tab) throw new Error('the browser has not been opened')
    const script = `(given => (${String(act)})(window.folio, given))(${JSON.stringify(given)})`
    return (await tab.evaluate(script)) as Answer
  }

  return {
    call,
    /** CPU milliseconds of the page that a call takes. */
    async costMs<Given>(act: (browser: InBrowser, given: Given) => unknown, given: Given): Promise<number> {
      const before = await cpuMs()
      await call(act, given)
      return (await cpuMs()) - before
    },
  }
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY, formats: ['iife'], name: 'bare' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const outputs = (Array.isArray(built) ? built : [built]).flatMap(each => ('output' in each ? each.output : []))
  const script = outputs.find(file => file.type === 'chunk')
  if (!script) throw new Error('nothing was built')
  return script.code
}
