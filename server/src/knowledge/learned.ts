/** What is read out of a file, a page or a text, ready to be stored. */
export type Learned = {
  /** From the document itself, else from its name. */
  title: string
  /** By its content. */
  mediaType: string
  /** Cleaned: NFC, without what cannot be seen. Offsets are UTF-16 units of it. */
  text: string
  chunks: LearnedChunk[]
}

/** `text.slice(start, end)`, and what it is found by. */
export type LearnedChunk = {
  start: number
  end: number
  /** From 1; null where there are no pages. */
  page: number | null
  /** The outermost heading first. */
  headingPath: string[]
  /** SHA-256 of what it is found by, in hex: the title, its headings, its text. */
  hash: string
  /** Its terms, each with how often it occurs: see `tokenise`. */
  terms: [term: string, tf: number][]
}

/** What came in, and how it was called. */
export type Raw = {
  bytes: Uint8Array
  /** A file's name, or the last part of an address. */
  name: string
  /** As whoever sent it says: a hint, the content decides. */
  mediaType: string | null
  /** As whoever sent it wants it called, whatever it calls itself; null: they do not mind. */
  title?: string | null
}
