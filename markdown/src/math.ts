/** Formulas as MathML. A door of its own, so that a page loads it only where there is one. */
import temml from 'temml'
import { MAX_TEX_CHARS, texOf } from './math-source.ts'

/** Italic corrections, alignment and lines, as the page's styles know them. */
const CLASSES = /^(?:chr-|tml-(?:left|right|jot|vec|overline|fbox|underline|(?:sml|med|lrg)-pad)$)/

/** Draws the source of a formula, as it is written with its dollars; undefined where only that can be shown. */
export type DrawMath = (source: string) => string | undefined

/** What nests deeper, or has more cells, takes the library long; nobody writes it by hand. */
const MAX_DEPTH = 40
const MAX_CELLS = 600
const MAX_EXPANSIONS = 1_000
/** A definition can make a page of a line. */
const DEFINITION =
  /\\(?:[egx]?def|let|futurelet|global|(?:re|provide)?newcommand|providecommand|DeclareMathOperator)(?![A-Za-z])/

export function drawMath(source: string): string | undefined {
  const { tex, isDisplay } = texOf(source)
  if (isHostileTex(tex)) return undefined
  try {
    const html = temml.renderToString(tex, {
      displayMode: isDisplay,
      throwOnError: true,
      trust: false,
      maxExpand: MAX_EXPANSIONS,
      // In ems and points: a formula cannot grow over the text beside it.
      maxSize: [10, 120],
      macros: {},
    })
    return clean(html)
  } catch {
    return undefined
  }
}

/** Draws no more than `maxChars` of all formulas it is given: for a text of any length in bounded time. */
export function createMath(maxChars = 20_000): DrawMath {
  let left = maxChars
  return source => {
    left -= source.length
    return left < 0 ? undefined : drawMath(source)
  }
}

function isHostileTex(tex: string): boolean {
  if (tex.length > MAX_TEX_CHARS || DEFINITION.test(tex) || tex.split('&').length > MAX_CELLS) return true
  let depth = 0
  for (const [opener] of tex.matchAll(/[{}]|\\(?:left|right|begin|end)(?![A-Za-z])/g)) {
    depth += opener === '{' || opener === '\\left' || opener === '\\begin' ? 1 : -1
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** Styles are not for an author to set, and of the library's classes the page knows a few. */
function clean(html: string): string | undefined {
  if (!html.startsWith('<math') || /<(?:a|img|svg)[ >]/.test(html)) return undefined
  const boxed = html.replaceAll(' style="padding:3pt;border:1px solid;"', ' class="tml-fbox"')
  return boxed.replace(/ (?:style|id|href|src)="[^"]*"/g, '').replace(/ class="([^"]*)"/g, (_all, names: string) => {
    const known = names.split(' ').filter(name => CLASSES.test(name))
    return known.length > 0 ? ` class="${known.join(' ')}"` : ''
  })
}
