/** A line of nothing but marker characters: a bullet, a rule, an underline, a fence or a table may come of it. */
const ONLY_MARKERS = /^[\s\d>*+=#|:.`~_()[\]!<-]*$/
const FENCE_HEAD = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?:`{3,}[^`]*|~{3,}.*)$/
const DEFINITION_HEAD = /^ {0,3}\[[^\]]{0,999}\]:/
/** What opens or closes a formula in lines of its own. */
const MATH_FENCE = /^[\s>]*(?:\$\$?|\\[[\]]?)\s*$/
const DELIMITERS = /^[\s|:-]*$/

/**
 * How much of a growing text can be shown: all of it, but for a last line (or two, at the head of a table) that
 * would look like something else than it is going to be.
 */
export function visibleLength(text: string, inTable: boolean): number {
  const at = text.lastIndexOf('\n') + 1
  const line = text.slice(at)
  if (!inTable) {
    const head = tableHeadAt(text, at, line)
    if (head >= 0) return head
  }
  const isUndecided = [ONLY_MARKERS, FENCE_HEAD, DEFINITION_HEAD, MATH_FENCE].some(undecided => undecided.test(line))
  return isUndecided ? at : text.length
}

/** Where the head of a table begins that has no complete delimiter row yet, or -1. */
function tableHeadAt(text: string, at: number, line: string): number {
  const previousAt = text.lastIndexOf('\n', at - 2) + 1
  const previous = at > 0 && isRow(text.slice(previousAt, at))
  if (!previous) return isRow(line) ? at : -1
  const beforeAt = text.lastIndexOf('\n', previousAt - 2) + 1
  const isBody = previousAt > 0 && isRow(text.slice(beforeAt, previousAt))
  return !isBody && DELIMITERS.test(line) ? previousAt : -1
}

function isRow(line: string): boolean {
  return line.trimStart().startsWith('|')
}
