/**
 * Cheap guesses at what the Markdown parser will take for a text; it needs quadratic time for some. They cost one
 * pass. Guessing, not measuring, gives the same page on every machine, and never gives up on one that is only slow.
 */
const MAX_COLUMNS = 128

/** Milliseconds for the inline text of one paragraph, heading or cell; the divisors were measured (Node 20, 2 GHz). */
export function inlineCostMs(text: string): number {
  if (text.length < 500) return 0
  const { longestWord, brackets, marks, markDepth } = measure(text)
  const perChar = brackets / 330_000 + marks / 4_000_000 + markDepth / 38_000
  return longestWord ** 2 / 127_000 + perChar * text.length
}

/** True where the lines up to the next blank one would make far more cells than they have characters. */
export function isHostileTable(source: string): boolean {
  const columns = countUpTo(source, '|', source.indexOf('\n'))
  if (columns < 8) return false
  if (columns > MAX_COLUMNS) return true
  const blank = source.indexOf('\n\n')
  const end = blank < 0 ? source.length : blank
  return columns * countUpTo(source, '\n', end) > 4 * end
}

type Shape = { longestWord: number; brackets: number; marks: number; markDepth: number }

function measure(text: string): Shape {
  let longestWord = 0
  let word = 0
  let brackets = 0
  let marks = 0
  let depth = 0
  let markDepth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    word = char === ' ' || char === '\n' ? 0 : word + 1
    if (word > longestWord) longestWord = word
    if (char === '[') brackets++
    else if ((char === '*' || char === '_' || char === '~') && text[i - 1] !== char) {
      marks++
      const opens = i === 0 || /\s/.test(text[i - 1] ?? '')
      depth = Math.max(0, depth + (opens ? 1 : -1))
      if (depth > markDepth) markDepth = depth
    }
  }
  return { longestWord, brackets, marks, markDepth }
}

function countUpTo(text: string, char: string, end: number): number {
  let count = 0
  for (let at = text.indexOf(char); at >= 0 && at < end; at = text.indexOf(char, at + 1)) count++
  return count
}
