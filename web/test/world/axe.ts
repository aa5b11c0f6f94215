import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { soon } from './index.ts'
import type { Page } from './page.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Everything, or only what another look of the same page can change. */
type Extent = 'everything' | 'colours'

// Which headings a reply has, and in which order, is up to whoever wrote it; the page's own are in order around it.
const RUN = {
  everything: `(async () => {
    const all = await axe.run(document, { resultTypes: ["violations"], rules: { "heading-order": { enabled: false } } })
    const own = { exclude: [".prose"] }
    const order = await axe.run(own, { resultTypes: ["violations"], runOnly: ["heading-order"] })
    return [...all.violations, ...order.violations]
  })()`,
  colours: `(async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"] })
    return violations
  })()`,
}

/** What axe finds on the page as it is; `state` is for whoever reads it. */
export async function faultsOf(page: Page, state = '', extent: Extent = 'everything'): Promise<string[]> {
  // Colours are read when they have come to rest; what goes on for ever is no obstacle.
  const passing = () => document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations === 1).length
  await soon(() => page.tab.evaluate(passing)).toBe(0)
  await page.tab.evaluate(AXE)
  const violations = await page.tab.evaluate<AxeResults['violations']>(RUN[extent])
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${state} ${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}
