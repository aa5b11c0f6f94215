import type { MarkdownWords } from '../en/markdown.ts'

export const markdown: MarkdownWords = {
  table: 'Tabelle',
  formula: 'Formel',
  image: 'Bild',
  wrap: 'Umbrechen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  notCopied: 'Nicht kopiert',
  done: 'Erledigt',
  toDo: 'Offen',
}
