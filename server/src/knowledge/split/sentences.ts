let made: Intl.Segmenter | undefined
const segmenter = () => (made ??= new Intl.Segmenter('en', { granularity: 'sentence' }))

/** The rules look ahead: what they are shown at once is bounded. */
const WINDOW = 20_000

/**
 * Where the sentences of `text.slice(start, end)` start, but for the first. A line that ends is the end of a sentence
 * where `lines` says so, else a blank like any other: text is often broken to fit a page.
 */
export function* sentenceStarts(text: string, start: number, end: number, lines: boolean): Generator<number> {
  for (let from = start; from < end;) {
    const until = Math.min(end, from + WINDOW)
    const part = text.slice(from, until)
    let last = 0
    for (const { index } of segmenter().segment(lines ? part : part.replaceAll('\n', ' '))) {
      if (index > 0) yield from + index
      last = index
    }
    // The last one may go on behind the window, and starts the next; one that fills it is cut.
    from = until === end ? end : last > 0 ? from + last : until
  }
}

const MAX_OVERLAP = 300

/** Where the last sentence before `end` starts; `end` itself where that is too long to say twice. */
export function lastSentence(text: string, start: number, end: number): number {
  const from = Math.max(start, end - 2 * MAX_OVERLAP)
  let last = from
  for (const at of sentenceStarts(text, from, end, false)) last = at
  const whole = last > from || from === start
  return whole && end - last <= MAX_OVERLAP ? last : end
}
