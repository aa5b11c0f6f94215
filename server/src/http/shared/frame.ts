import { escapeHtml } from '@folio/markdown/escape'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SharedLanguage, SharedWords } from './words.ts'

/** What stands around every shared page. */
export type Frame = {
  head(of: { language: SharedLanguage; title: string }): string
  /** `note`: what is to be said of the page. */
  foot(words: SharedWords, note?: string): string
}

/** Seen from the built server and from the source. */
const BUILT = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../../../web/dist/shared.html' : '../../web/dist/shared.html',
    import.meta.url,
  ),
)
/** Where no page has been built yet: as it is then, without its styles. */
const BARE =
  '<!doctype html><html lang="en"><head><meta charset="utf-8" /><title>Folio</title></head><body></body></html>'

const NAME = 'Folio<span class="shared-dot" aria-hidden="true">.</span>'

/** The page is built with the client's, so that it has the same styles under the name that they have today. */
export function createFrame(file = BUILT): Frame {
  const [before = '', after = ''] = read(file).split('</body>')
  return {
    head: ({ language, title }) =>
      before
        .replace('lang="en"', `lang="${language}"`)
        .replace('<title>Folio</title>', () => `<title>${escapeHtml(title)}</title>`) +
      `<header class="shared-bar"><a class="shared-name" href="/">${NAME}</a></header><main class="shared">`,
    foot: ({ begin }, note) =>
      `</main><footer class="shared-foot">${note === undefined ? '' : `<p>${note}</p>`}<p><a href="/">${begin}</a></p></footer></body>${after}`,
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return BARE
    throw cause
  }
}
