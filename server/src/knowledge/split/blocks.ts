import type { Extracted } from '../read/extracted.ts'

/** What stands together in a text: from `start` to the start of the next one. */
export type Block = {
  start: number
  kind: 'heading' | 'prose' | 'lines'
  heading: { level: number; title: string } | null
}

type Form = Extracted['form']

/** The blocks of a text in their order; a text that is blank has none. */
export function blocksOf(text: string, form: Form): Block[] {
  const blocks: Block[] = []
  let open: Block | undefined
  let fence: string | undefined
  for (const { start, line } of linesOf(text)) {
    if (fence !== undefined) {
      if (line.trimStart().startsWith(fence)) open = fence = undefined
      continue
    }
    const heading = form === 'markdown' ? headingOf(line) : null
    if (line.trim() === '') open = undefined
    else if (heading) {
      blocks.push({ start, kind: 'heading', heading })
      open = undefined
    } else if (open === undefined || isFence(line, form)) {
      open = { start, kind: kindOf(line, form), heading: null }
      blocks.push(open)
      fence = form === 'markdown' ? FENCE.exec(line)?.[1] : undefined
    } else if (form === 'markdown' && open.kind === 'prose' && UNDERLINE.test(line)) {
      underline(open, text.slice(open.start, start), line)
      open = undefined
    }
  }
  return blocks
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const UNDERLINE = /^ {0,3}(=+|-{2,})$/
const LISTED = /^\s*(?:[-*+]|\d{1,9}[.)])\s|^\s*\||^(?: {4}|\t)/

function* linesOf(text: string): Generator<{ start: number; line: string }> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    yield { start, line: text.slice(start, end) }
    start = end + 1
  }
}

function isFence(line: string, form: Form): boolean {
  return form === 'markdown' && FENCE.test(line)
}

function kindOf(line: string, form: Form): Block['kind'] {
  if (form === 'records') return 'lines'
  return form === 'markdown' && (LISTED.test(line) || FENCE.test(line)) ? 'lines' : 'prose'
}

/** Longer titles are sentences that somebody made large. */
const MAX_TITLE = 200

function headingOf(line: string): Block['heading'] {
  const marks = /^ {0,3}(#{1,6})(?=[ \t])/.exec(line)?.[1]
  if (marks === undefined) return null
  return { level: marks.length, title: titleOf(line.trimStart().slice(marks.length)) }
}

/** One line, and below it a line of = or -. */
function underline(block: Block, above: string, line: string): void {
  const title = above.trim()
  if (title.includes('\n') || title.length > MAX_TITLE) return
  block.kind = 'heading'
  block.heading = { level: line.trimStart().startsWith('=') ? 1 : 2, title: titleOf(title) }
}

/** Without the marks around and within it. */
function titleOf(marked: string): string {
  const plain = marked
    .trim()
    .slice(0, 2 * MAX_TITLE)
    .replace(/[ \t]#+$/, '')
    .replace(/\*\*|__|`/g, '')
  return plain
    .trim()
    .slice(0, MAX_TITLE)
    .replace(/[\ud800-\udbff]$/, '')
}
