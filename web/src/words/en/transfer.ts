import { words } from '../words.ts'

const english = {
  exportTitle: 'Export',
  exportAction: 'Download',
  exportAbout: 'A copy of this conversation, as a file on this device.',
  formatLabel: 'Format',
  markdown: 'Markdown, to read: the answers that are shown',
  json: 'JSON, to keep: everything, to be imported again',
  exported: 'Downloaded the conversation',
}

export type TransferWords = typeof english
export const transferWords = words('transfer', english)
