import { counted } from '../format.ts'
import { words } from '../words.ts'

const english = {
  title: 'Search',
  field: 'Search conversations and commands',
  conversations: 'Conversations',
  recent: 'Recent conversations',
  messages: 'Messages',
  commands: 'Commands',
  you: 'You',
  reply: 'Reply',
  archived: 'Archived',
  untitled: 'New conversation',
  searching: 'Searching…',
  nothing: (question: string) => `Nothing says “${question}”.`,
  nothingWhy: 'All words have to be in one message, or in one title.',
  failed: 'The search did not get through.',
  older: 'Older results',
  found: (n: number) => counted(n, { one: 'result', other: 'results' }),

  begin: 'New conversation',
  library: 'Library',
  bots: 'Bots',
  settings: 'Settings',
  theme: (name: string) => `Theme: ${name}`,
  language: (name: string) => `Language: ${name}`,
  rename: 'Rename this conversation',
  pin: 'Pin this conversation',
  unpin: 'Unpin this conversation',
  archive: 'Archive this conversation',
  unarchive: 'Unarchive this conversation',
  choices: 'Model and instructions of this conversation',
  share: 'Share this conversation',
  export: 'Export this conversation',
  remove: 'Delete this conversation',

  keysTitle: 'Keys',
  keysLead: 'Everything can be done with the keyboard.',
  showKeys: 'Show all keys',
  keys: {
    search: 'Search and commands',
    begin: 'New conversation',
    stop: 'Stop the reply, or close what is open',
    keys: 'These keys',
    send: 'Send the message',
    line: 'New line in the message',
  },
  mod: 'Ctrl',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Esc',
}

export type SearchWords = typeof english
export const searchWords = words('search', english)
