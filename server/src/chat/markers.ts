import { createCodeSpans } from './code-spans.ts'

/** Reads `[1]` in a model's text while it comes. What is not decided yet is held back: some units, never more. */
export type Markers = {
  text(piece: string): void
  /** Nothing more will come: gives what was held back. */
  end(): void
}

type Out<Mark> = {
  /** What number `n` was offered as; undefined where nothing was. */
  offered: (n: number) => Mark | undefined
  text(piece: string): void
  /** Stands where the marker stood, behind all the text so far. */
  cite(mark: Mark): void
}

/**
 * Parts a model's text into text and marks. `[1]`, `[1, 2]`, `[1-3]` and `[1][2]` are markers; numbers that were not
 * offered are dropped with their brackets. Text stays as it is in code, in links (`[1](…)`), and where a backslash says
 * so. The white space in front of a marker goes with it, so that `word [7].` reads `word.`; at the beginning of a line
 * it is the one behind. However the text is cut into pieces, the parts are the same. `before`: what stands in front of
 * it, where a reply goes on.
 */
export function createMarkers<Mark>({ offered, text, cite }: Out<Mark>, before = ''): Markers {
  const code = createCodeSpans()
  for (const unit of before) code.take(unit)
  /** Decided, and not given yet. */
  let out = ''
  /** In front of what may become a marker. */
  let space = ''
  /** What may become a marker, from its bracket on. */
  let open = ''
  let beginsLine = false
  let skipsSpace = false

  const give = () => {
    const piece = out
    out = ''
    if (piece !== '') text(piece)
  }
  const release = () => {
    out += space + open
    space = open = ''
  }
  const settle = () => {
    if (beginsLine) out += space
    const marks = numbersOf(open).flatMap(n => offered(n) ?? [])
    skipsSpace = beginsLine
    space = open = ''
    if (marks.length === 0) return
    give()
    marks.forEach(cite)
  }
  const take = (unit: string) => {
    const isBlank = code.lineIsBlank
    const isLiteral = code.take(unit)
    if (open !== '') {
      if (goesOn(open, unit)) return void (open += unit)
      if (isWhole(open) && unit !== '(' && !(beginsLine && unit === ':')) settle()
      else release()
    }
    if (SPACE.test(unit) && !isLiteral) {
      if (skipsSpace) return
      if (space.length >= MAX_HELD) release()
      return void (space += unit)
    }
    skipsSpace = false
    if (unit === '[' && !isLiteral) {
      beginsLine = isBlank
      return void (open = unit)
    }
    release()
    out += unit
  }

  return {
    text(piece) {
      for (const unit of piece) take(unit)
      give()
    },
    end() {
      if (isWhole(open)) settle()
      release()
      give()
    },
  }
}

/** UTF-16 units that are held back: with more it is no marker. */
const MAX_HELD = 32
const SPACE = /[ \t\u00a0\u202f]/
/** A year in brackets is no marker. */
const ITEM = String.raw`\d{1,3}(?:[ ]?[-–][ ]?\d{1,3})?`
const LIST = new RegExp(String.raw`^\[[ ]?${ITEM}(?:[ ]?[,;][ ]?${ITEM}){0,9}[ ]?\]$`)

const isWhole = (open: string) => open.endsWith(']')

function goesOn(open: string, unit: string): boolean {
  if (isWhole(open) || open.length >= MAX_HELD) return false
  return unit === ']' ? LIST.test(`${open}]`) : /[\d ,;–-]/.test(unit)
}

/** Each once, in the order in which they stand there. */
function numbersOf(marker: string): number[] {
  const numbers = new Set<number>()
  for (const [, from = '', to = from] of marker.matchAll(/(\d+)(?:[ ]?[-–][ ]?(\d+))?/g))
    for (let n = Number(from); n <= Number(to); n++) numbers.add(n)
  return [...numbers]
}
