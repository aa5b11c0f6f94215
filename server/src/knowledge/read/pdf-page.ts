/** As pdf.js gives them: runs of text in the order of the file, and marks without any. */
type Item = { str: string; transform: unknown[]; width: number; height: number; hasEOL: boolean } | { type: string }
type Line = { text: string; y: number; right: number }

/** The text of a page: lines of one paragraph joined, paragraphs apart. */
export function pageText(items: readonly Item[]): string {
  const lines = linesOf(items)
  const widest = Math.max(0, ...lines.map(line => line.right))
  const usual = median(
    lines
      .slice(1)
      .map((line, i) => (lines[i]?.y ?? 0) - line.y)
      .filter(gap => gap > 0),
  )
  let text = ''
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1]
    if (before) text = joined(text, line, before, { usual, widest })
    text += line.text
  }
  return text
}

/** Further down than usual, or up again: a new paragraph. A line that does not reach the margin ends by itself. */
function joined(text: string, line: Line, before: Line, { usual, widest }: { usual: number; widest: number }): string {
  const gap = before.y - line.y
  if (gap > usual * 1.4 || gap < -usual) return `${text}\n\n`
  if (/\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(line.text)) return text.slice(0, -1)
  return before.right > widest * 0.75 ? `${text} ` : `${text}\n`
}

function linesOf(items: readonly Item[]): Line[] {
  const lines: Line[] = []
  let parts: string[] = []
  let [y, right] = [0, 0]
  const end = () => {
    const text = parts.join('').trim()
    if (text !== '') lines.push({ text, y, right })
    parts = []
    right = 0
  }
  for (const item of items) {
    if (!('str' in item)) continue
    parts.push(item.str)
    if (item.str.trim() !== '') {
      y = Number(item.transform[5])
      right = Math.max(right, Number(item.transform[4]) + item.width)
    }
    if (item.hasEOL) end()
  }
  end()
  return lines
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0
}
