import type { SkipReason } from '@folio/protocol/transfer'
import { counted } from '../format.ts'
import { words } from '../words.ts'

const english = {
  exportTitle: 'Export',
  exportAction: 'Download',
  exportAbout: 'A copy of this conversation, as a file on this device.',
  formatLabel: 'Format',
  markdown: 'Markdown, to read: the answers that are shown',
  json: 'JSON, to keep: every version and every document that is cited, to be imported again',
  exported: 'Downloaded the conversation',

  data: 'Your data',
  dataLead: 'All your conversations and documents as one file. Whoever imports it has everything as it was.',
  exportAll: 'Export everything',
  exporting: (size: string) => `Exporting, ${size} so far`,
  exportedAll: (size: string) => `Exported everything, ${size}`,
  cancelledExport: 'Cancelled. Nothing was downloaded.',
  notExported: (why: string) => `Not exported. ${why}`,

  importTitle: 'Import',
  importLead: 'A file that was exported here or on another Folio, or conversations.json from ChatGPT’s own export.',
  choose: 'Choose a file',
  importing: (name: string, percent: string) => `Importing ${name}, ${percent}`,
  finishing: (name: string) => `Importing ${name}, nearly done`,
  imported: (what: string) => `Imported ${what}.`,
  nothing: 'There was nothing new in the file.',
  conversations: (n: number) => counted(n, { one: 'conversation', other: 'conversations' }),
  messages: (n: number) => counted(n, { one: 'message', other: 'messages' }),
  documents: (n: number) => counted(n, { one: 'document', other: 'documents' }),
  skipped: (n: number, why: string) => `${counted(n, { one: 'was', other: 'were' })} left out: ${why}.`,
  reasons: {
    already_there: 'here already',
    quota_exceeded: 'no room for more documents',
    too_long: 'too long',
    empty: 'nothing in them',
    not_possible: 'not possible here',
  } satisfies Record<SkipReason, string>,
  reason: (n: number, why: string) => `${n} ${why}`,
  notImported: (why: string) => `Not everything was imported. ${why}`,
  noExport: 'The file is no export, or not a whole one.',
  cancelled: 'Cancelled. What had come in whole has stayed.',
}

export type TransferWords = typeof english
export const transferWords = words('transfer', english)
