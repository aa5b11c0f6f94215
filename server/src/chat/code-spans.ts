/** Follows where code stands in a Markdown text, unit by unit. */
export type CodeSpans = {
  /** Takes what comes next. True where it stands in code, or behind a backslash: then it says nothing but itself. */
  take(unit: string): boolean
  /** The line that the next unit stands in has nothing but white space yet. */
  readonly lineIsBlank: boolean
}

/** `inInfo`: still on the line that opened it. `mayClose`: unless more than white space follows on this line. */
type Fence = { mark: string; length: number; quoted: boolean; inInfo: boolean; mayClose: boolean }
/** Backticks or tildes one behind the other; `leads`: a fence may begin or end with them. */
type Run = { mark: string; length: number; leads: boolean; quoted: boolean }

const NO_RUN: Run = { mark: '', length: 0, leads: false, quoted: false }

/**
 * As CommonMark has it, but that nothing behind a text is known while it comes: a backtick opens a span, and where none
 * closes it the span ends with its paragraph. A fence may stand in lists and quotes, however far it is set in.
 */
export function createCodeSpans(): CodeSpans {
  const line = createLineStart()
  let fence: Fence | undefined
  /** Backticks that opened the span which is open; 0: none is. */
  let span = 0
  let run = NO_RUN
  let escaped = false

  const takeMark = (mark: string) => {
    if (run.mark !== mark) endRun()
    if (run.length === 0)
      run = { mark, length: 0, leads: fence ? line.isBare : line.isContainer, quoted: line.isQuoted }
    run.length++
    if (fence && !run.leads) fence.mayClose = false
    line.take(mark)
  }
  const endRun = () => {
    const { mark, length, leads, quoted } = run
    run = NO_RUN
    if (length === 0) return
    if (fence?.inInfo) endInfo(fence, mark, length)
    else if (fence) fence.mayClose = leads && mark === fence.mark && length >= fence.length
    else if (leads && length >= 3) {
      fence = { mark, length, quoted, inInfo: true, mayClose: false }
      span = 0
    } else if (mark === '`') span = span === 0 ? length : span === length ? 0 : span
  }
  /** On the line that opens a fence of backticks there is no other: so it was a span. */
  const endInfo = (opened: Fence, mark: string, length: number) => {
    if (mark !== '`' || opened.mark !== '`') return
    fence = undefined
    span = length === opened.length ? 0 : opened.length
  }
  /** What was opened in a quote ends with the quote. */
  const endQuote = (unit: string) => {
    if (fence?.quoted && line.isBlank && unit !== '>' && (unit.trim() !== '' || unit === '\n')) fence = undefined
  }
  const endLine = () => {
    if (fence?.mayClose) fence = undefined
    if (fence) fence.inInfo = false
    if (line.isBlank) span = 0
    line.end()
    escaped = false
  }

  return {
    take(unit) {
      endQuote(unit)
      if ((unit === '`' || unit === '~') && !escaped) {
        takeMark(unit)
        return true
      }
      endRun()
      if (unit === '\n') endLine()
      else if (line.take(unit) === 'block') span = 0
      if (fence && unit.trim() !== '') fence.mayClose = false
      const isLiteral = fence !== undefined || span > 0 || escaped
      escaped = unit === '\\' && !isLiteral
      return isLiteral
    },
    get lineIsBlank() {
      return line.isBlank
    },
  }
}

/** What may stand in front of a block. */
const LEAD = /[ \t\r>*+\-\d.)]/
const MAX_LEAD = 40
const CONTAINER = /^[ \t]*(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]*)*$/
const BARE = /^[ \t>]*$/
const OPENS_BLOCK = /^[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6})/

/** The line so far, while it may still be white space and the marks of lists and quotes alone. */
function createLineStart() {
  let lead = ''
  let leading = true
  return {
    /** `'block'`: now it is seen that the line begins a list, a quote or a heading. */
    take(unit: string): 'block' | undefined {
      if (!leading) return undefined
      leading = LEAD.test(unit) && lead.length < MAX_LEAD
      lead += unit
      return !leading && OPENS_BLOCK.test(lead) ? 'block' : undefined
    },
    end() {
      lead = ''
      leading = true
    },
    get isBlank() {
      return leading && lead.trim() === ''
    },
    get isQuoted() {
      return lead.includes('>')
    },
    /** A fence may begin here. */
    get isContainer() {
      return leading && CONTAINER.test(lead)
    },
    /** A fence may end here. */
    get isBare() {
      return leading && BARE.test(lead)
    },
  }
}
