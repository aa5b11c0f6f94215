let made: Intl.Segmenter | undefined
const segmenter = () => (made ??= new Intl.Segmenter('en', { granularity: 'grapheme' }))

/** What nobody needs to look at twice: two letters of scripts that put nothing on top of each other. */
const PLAIN = /^[\n\x20-\x7e\xa1-\xac\xae-\u02ff\u0400-\u0482\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]{2}$/
/** What is longer than so many units is no grapheme that anybody wrote. */
export const REACH = 64

/** Of a grapheme longer than 64 units any whole character counts as one. */
export function isGraphemeBoundary(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length || PLAIN.test(text.slice(at - 1, at + 1))) return true
  const from = wholeFrom(text, Math.max(0, at - REACH))
  const around = text.slice(from, at + REACH)
  const start =
    segmenter()
      .segment(around)
      .containing(at - from)?.index ?? 0
  return start === at - from || (start === 0 && from > 0 && wholeFrom(text, at) === at)
}

/** The start of the grapheme that `at` is in. */
export function graphemeStart(text: string, at: number): number {
  let start = at
  while (!isGraphemeBoundary(text, start)) start--
  return start
}

/** At the start of a pair rather than within it. */
function wholeFrom(text: string, at: number): number {
  const low = text.charCodeAt(at) >> 10 === 0x37
  return low && text.charCodeAt(at - 1) >> 10 === 0x36 ? at - 1 : at
}
