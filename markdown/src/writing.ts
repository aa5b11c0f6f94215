import type { DrawMath } from './math.ts'

const ENGLISH = {
  table: 'Table',
  formula: 'Formula',
  image: 'Image',
  wrap: 'Wrap',
  copy: 'Copy',
  done: 'Done',
  toDo: 'To do',
}

/** What the page itself says inside a text. */
export type MarkdownWords = typeof ENGLISH

/** Of a page where nothing answers a press: a numeral is a link, and code is painted as it is written. */
export type Still = {
  /** Of a mark, by its index. */
  hrefOf(index: number): string
  /** HTML of code; undefined: it stands there as it is. */
  paint(language: string, source: string): string | undefined
}

/** How tokens are written: in which language, and who draws formulas. Without one they stand as their source. */
export type Writing = { words: MarkdownWords; math?: DrawMath; still?: Still }

export const PLAIN_WRITING: Writing = { words: ENGLISH }
