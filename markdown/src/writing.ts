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

/** How tokens are written: in which language, and who draws formulas. Without one they stand as their source. */
export type Writing = { words: MarkdownWords; math?: DrawMath }

export const PLAIN_WRITING: Writing = { words: ENGLISH }
