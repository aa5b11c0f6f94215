import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { soon } from './index.ts'
import type { Page } from './page.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// Which headings a reply has, and in which order, is up to whoever wrote it.
const RUN = 'axe.run(document, { resultTypes: ["violations"], rules: { "heading-order": { enabled: false } } })'

/** What axe finds on the page as it is; `state` is for whoever reads it. */
export async function faultsOf(page: Page, state = ''): Promise<string[]> {
  // Colours are read when they have come to rest; what goes on for ever is no obstacle.
  const passing = () => document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations === 1).length
  await soon(() => page.tab.evaluate(passing)).toBe(0)
  await page.tab.evaluate(AXE)
  const { violations } = await page.tab.evaluate<AxeResults>(RUN)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${state} ${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}
