const MAX_UNITS = 60

/** Cannot be seen, or turns round what stands behind it; joiners stay, some scripts need them. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cf}\u200c\u200d]/gu
const MARKUP = /[*`#>~|<[\]]+|(?<!\w)_+|_+(?!\w)/g
/** Some models think aloud first. */
const THOUGHT = /^\s*<think>[^]*?(?:<\/think>|$)/
const NAMED = /^(?:title|titel|titre|título|titolo)\s*:\s*/iu
const QUOTES = /^[\s"'“”„‚‘’«»‹›「」『』]+|[\s"'“”„‚‘’«»‹›「」『』.。:]+$/gu

/** The title in what a model has said: its first line, without what models put around one. Empty where there is none. */
export function titleSaid(said: string): string {
  const lines = said
    .replace(THOUGHT, '')
    .split(/[\r\n\u2028\u2029]+/)
    .map(plain)
  return cut(lines.find(line => line !== '') ?? '')
}

function plain(line: string): string {
  const text = line.replace(/\s+/g, ' ').replace(UNSEEN, '').replace(MARKUP, '').trim()
  return text.replace(QUOTES, '').replace(NAMED, '').replace(QUOTES, '')
}

/** Between words, and never inside of a character. */
function cut(line: string): string {
  if (line.length <= MAX_UNITS) return line
  const piece = line.slice(0, MAX_UNITS - 1)
  const space = piece.lastIndexOf(' ')
  return `${(space > MAX_UNITS / 2 ? piece.slice(0, space) : piece).replace(/[\ud800-\udbff]$/, '')}…`
}
