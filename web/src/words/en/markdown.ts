import { words } from '../words.ts'

const english = {
  table: 'Table',
  formula: 'Formula',
  image: 'Image',
  wrap: 'Wrap',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Not copied',
  done: 'Done',
  toDo: 'To do',
}

export type MarkdownWords = typeof english
export const markdownWords = words('markdown', english)
