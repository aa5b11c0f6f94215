import { JobFailure } from '../failure.ts'

/** What one kind of document comes to, before it is cut. */
export type Extracted = {
  /** What the document calls itself; null where it does not say. */
  title: string | null
  mediaType: string
  /** Cleaned: see `cleanDocument`. */
  text: string
  /** How its text is built: with headings, lists and tables; in paragraphs; one record after the other. */
  form: 'markdown' | 'prose' | 'records'
  /** Where each page starts in the text; null where there are none. */
  pages: number[] | null
}

/** How much text may come of one document. */
export type Room = {
  /** UTF-16 units. */
  maxChars: number
}

export function tooLong({ maxChars }: Room): JobFailure {
  return new JobFailure('too_large', `The document has more than ${maxChars.toLocaleString('en')} characters.`)
}

/** Pieces of a text that grows; throws `JobFailure` as soon as it is too long, before all of it is there. */
export function createGrowing(room: Room): { add(piece: string): void; text(): string } {
  const pieces: string[] = []
  let length = 0
  return {
    add(piece) {
      length += piece.length
      if (length > room.maxChars) throw tooLong(room)
      pieces.push(piece)
    },
    text: () => pieces.join(''),
  }
}
