import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from './page.ts'

const MAPS = join(import.meta.dirname, '../../src/words')

/** What the page says of itself, seen or heard: not what people and models have written. */
export function textsOf(page: Page): Promise<string[]> {
  return page.tab.evaluate(() => {
    const written =
      '.prose, .question-text, .row-title, .source-title, .pill-name, .passage-text, [lang]:not(html), code'
    const texts: string[] = []
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      if (element.closest(written) || !element.checkVisibility()) continue
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) texts.push(element.getAttribute(name) ?? '')
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '')
    }
    return [document.title.replace(/ · Folio$/, ''), ...texts].map(text => text.trim()).filter(text => text !== '')
  })
}

/** What the English map says and the German one says otherwise; of a text with gaps, what stands between them. */
export async function onlyEnglish(): Promise<string[]> {
  const [english, german] = await Promise.all([piecesOf('en'), piecesOf('de')])
  return [...english].filter(piece => !german.has(piece))
}

async function piecesOf(language: string): Promise<Set<string>> {
  const files = readdirSync(join(MAPS, language)).filter(name => name !== 'index.ts')
  const areas = await Promise.all(files.map(name => import(join(MAPS, language, name)) as Promise<object>))
  return new Set(areas.flatMap(area => stringsIn(Object.values(area))))
}

const GAP = 2_222

function stringsIn(value: unknown): string[] {
  if (typeof value === 'function') return stringsIn(value(GAP, GAP, GAP, GAP))
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(stringsIn)
  if (typeof value !== 'string') return []
  const pieces = value.split(/2[.,]?222/)
  return pieces.map(piece => piece.trim()).filter(piece => /\p{L}{2}/u.test(piece))
}
