/**
 * Where in a text there is mathematics. Dollars are money first: between single ones only what is unmistakable is
 * mathematics, and a text that is not stays as it is written.
 *
 *   $$…$$  \[…\]   in lines of their own: display, whatever stands in it (`\[` that begins a line of prose: as below)
 *   $$…$$  \[…\]   inside a line: display, where it looks like mathematics
 *   \(…\)          inline, where it looks like mathematics, or is a letter or a number
 *   $…$            inline, where nothing touches the inner side of a dollar but mathematics: no space, no letter or
 *                  digit before the first dollar, no digit or word behind the second; and it looks like mathematics
 *
 * A text looks like mathematics that has a command (`\frac`), an exponent or an index on a letter, or letters that
 * stand alone between operators; words of three letters are prose unless there is a command beside them.
 */
export type MathSource = {
  raw: string
  tex: string
  isDisplay: boolean
}

/** A formula longer than this is shown as its source: to draw it would take longer than a frame. */
export const MAX_TEX_CHARS = 4_000
const MAX_INLINE_CHARS = 1_000
/** A formula that has only begun is held back no longer than this. */
const MAX_HELD_CHARS = 300

const OPENERS = ['$$', '\\[', '\\(', '$'] as const
const CLOSERS = { $$: '$$', '\\[': '\\]', '\\(': '\\)', $: '$' }
type Opener = keyof typeof CLOSERS

/** The formula inside a line that begins at `at`; `before` is the character before it. */
export function readInlineMath(text: string, at: number, before = text[at - 1] ?? ''): MathSource | undefined {
  const opener = openerAt(text, at, before)
  if (!opener) return undefined
  const start = at + opener.length
  const near = text.slice(start, start + MAX_INLINE_CHARS)
  const length = endOf(near, CLOSERS[opener])
  if (length < 0) return undefined
  const inner = near.slice(0, length)
  const end = start + length + opener.length
  if (!isInline(opener, inner, text.slice(end, end + 4))) return undefined
  return { raw: text.slice(at, end), tex: inner.trim(), isDisplay: opener === '$$' || opener === '\\[' }
}

/** True where the text ends in a formula that has begun at `at` and may still become one. */
export function isMathBegun(text: string, at: number): boolean {
  const opener = openerAt(text, at, text[at - 1] ?? '')
  if (!opener || text.length - at > MAX_HELD_CHARS) return false
  const inner = text.slice(at + opener.length)
  if (opener !== '$') return couldBeMath(inner)
  return !/^\s|\n|`/.test(inner) && (!/^\d/.test(inner) || /[\\^_=]/.test(inner)) && couldBeMath(inner)
}

/** The formula in lines of its own at the front of a text. With `open`, also one that has only begun. */
export function readDisplayMath(text: string, open = false): (MathSource & { isOpen: boolean }) | undefined {
  const head = /^ {0,3}(\$\$|\\\[)([ \t]*\n)?/.exec(text)
  const opener = head?.[1] as Opener | undefined
  if (!head || !opener) return undefined
  const near = text.slice(head[0].length, head[0].length + MAX_TEX_CHARS)
  const isAlone = head[2] !== undefined
  const length = near.indexOf(CLOSERS[opener])
  const inner = length < 0 ? near : near.slice(0, length)
  if (!isAlone && (inner.includes('\n\n') || (opener === '\\[' && length >= 0 && !isFormula(inner)))) return undefined
  if (length < 0) {
    const isOpen = open && near.length < MAX_TEX_CHARS && (isAlone || couldBeMath(inner))
    return isOpen ? { raw: text, tex: inner, isDisplay: true, isOpen } : undefined
  }
  const rest = /^[ \t]*(?=\n|$)/.exec(near.slice(length + 2))
  if (!rest || inner.trim() === '') return undefined
  const raw = text.slice(0, head[0].length + length + 2 + rest[0].length)
  return { raw, tex: inner.trim(), isDisplay: true, isOpen: false }
}

/** The first line after this one, before the next blank one, that a formula of its own may begin in; or -1. */
export function displayMathStart(text: string): number {
  const lines = /^[^\n]*\n(?:[^\n]+\n)*?(?= {0,3}(?:\$\$|\\\[))/.exec(text)
  return lines ? lines[0].length : -1
}

/** The source of a formula without what marks it as one. */
export function texOf(source: string): Omit<MathSource, 'raw'> {
  const opener = OPENERS.find(mark => source.startsWith(mark)) ?? '$'
  return {
    tex: source.slice(opener.length, source.length - opener.length).trim(),
    isDisplay: opener === '$$' || opener === '\\[',
  }
}

function openerAt(text: string, at: number, before: string): Opener | undefined {
  const opener = OPENERS.find(mark => text.startsWith(mark, at))
  if (opener === '$' && /[\w$\\]/.test(before)) return undefined
  if (opener === '$$' && (/[$\\]/.test(before) || text[at + 2] === '$')) return undefined
  return opener
}

/** Where a formula closes; a dollar behind a backslash is part of it. */
function endOf(text: string, closer: string): number {
  for (let at = text.indexOf(closer); at >= 0; at = text.indexOf(closer, at + 1))
    if (closer !== '$' || text[at - 1] !== '\\') return at
  return -1
}

function isInline(opener: Opener, inner: string, behind: string): boolean {
  if (inner.trim() === '' || inner.includes('`')) return false
  if (opener === '\\(' && /^\s*[A-Za-z\d]{1,3}\s*$/.test(inner)) return true
  if (opener === '\\[') return isFormula(inner)
  if (opener === '$$') return behind[0] !== '$' && looksLikeMath(inner)
  if (opener === '\\(') return looksLikeMath(inner)
  if (/^\s|\s$|\n/.test(inner) || /^(?!(?:th|st|nd|rd|s)\b)[\w$]/.test(behind)) return false
  return looksLikeMath(inner)
}

const COMMAND = /\\(?:[A-Za-z]{2,}|[,;:!|{}])/
const FUNCTIONS = /\b(?:sin|cos|tan|cot|log|exp|lim|max|min|mod|gcd|det|arg|sup|inf)\b/g
const OPERATOR = /[=+*/<>|±×·≤≥≠≈∈-]|\w\(.*\)/

/** `\[x\]` is a box that somebody ticked. */
function isFormula(tex: string): boolean {
  return looksLikeMath(tex) && !/^\s*\p{L}\s*$/u.test(tex)
}

function looksLikeMath(tex: string): boolean {
  if (COMMAND.test(tex)) return true
  const plain = tex.replace(FUNCTIONS, '+')
  if (/\p{L}{3,}/u.test(plain)) return false
  if (/[\p{L}\d)\]}]\^[\w({+*-]/u.test(plain) || /(?<!\p{L})[\p{L})\]}]_[\w{]/u.test(plain)) return true
  const text = tex.trim()
  if (/^\p{L}'*$/u.test(text)) return true
  const isOfLetters = /\p{L}/u.test(text) && !/\p{L}{2,}|[`"&;?@#%]/u.test(plain)
  return isOfLetters && OPERATOR.test(text) && !/[=+*/<>(,.±×·-]$/.test(text)
}

/** Whether more text can still make it look like mathematics, and nothing so far says that it is prose. */
function couldBeMath(tex: string): boolean {
  return tex.includes('\\') || !/\p{L}{3,}/u.test(tex.replace(FUNCTIONS, '+'))
}
