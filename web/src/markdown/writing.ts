import type { Writing } from '@folio/markdown'
import { markdownWords } from '../words/en/markdown.ts'
import { mathOf } from './math.ts'

/** How this page writes what the package has read. */
export const WRITING: Writing = { words: markdownWords, math: mathOf }
