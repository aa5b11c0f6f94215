import type { SharedCitation } from '@folio/protocol'

/** One passage that a reply cites, however often and by whichever numbers. */
export type Note = { numbers: number[]; citation: SharedCitation }

/** In the order in which they are cited first; `noteOf`: which of them each citation leads to, from 0. */
export function notesOf(citations: readonly SharedCitation[]): { notes: Note[]; noteOf: number[] } {
  const places = new Map<string, number>()
  const notes: Note[] = []
  const noteOf = citations.map(citation => {
    const { n, title, page, quote } = citation
    const key = JSON.stringify([title, page, quote])
    const at = places.get(key) ?? notes.push({ numbers: [], citation }) - 1
    places.set(key, at)
    const numbers = notes[at]?.numbers
    if (numbers && !numbers.includes(n)) numbers.push(n)
    return at
  })
  return { notes, noteOf }
}
