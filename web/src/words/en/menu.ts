import { words } from '../words.ts'

const english = {
  pin: 'Pin',
  unpin: 'Unpin',
  archive: 'Archive',
  unarchive: 'Unarchive',
  choices: 'Model and instructions…',
  share: 'Share…',
  export: 'Export…',
  archived: (title: string) => `“${title}” is in the archive.`,
  unarchived: (title: string) => `“${title}” is back in the list.`,
  undo: 'Undo',
  inArchive: 'This conversation is in the archive.',

  choicesTitle: 'Model and instructions',
  model: 'Model',
  modelOfServer: 'As the server has it',
  notOffered: (name: string) => `${name}, not on offer now`,
  instructions: 'Instructions',
  instructionsHint: 'What the model is told before every question of this conversation.',
  behindBot: 'The bot’s own instructions come first; these come behind them.',
  lettersLeft: (count: string) => `${count} characters left.`,
  save: 'Save',

  sayWhy: 'What was poor about it? (if you like)',
  thanks: 'Kept.',
  send: 'Send',
  question: 'Your question',

  archiveTitle: 'Archive',
  archiveLead: 'Conversations that are out of the way, with everything in them.',
  archiveSearch: 'Search titles',
  archiveEmpty: 'Nothing is in the archive.',
  archiveNoMatch: 'No title here says that.',
  delete: 'Delete',

  unknownTitle: 'Not here',
  unknown: 'There is nothing at this address.',
  unknownWhy: 'It may have been typed wrongly, or the page it led to is gone.',
  toBeginning: 'To a new conversation',

  noticesTitle: 'Notifications',
  noticesLead: 'While no tab of Folio is in sight, the browser can say when a reply has ended.',
  noticesOn: 'Notify me of replies',
  noticesText: 'Show the first words of the reply',
  noticesDenied: 'The browser does not allow it. It can be allowed in the browser’s settings for this page.',
  noticesMissing: 'This browser shows no notifications for this page.',
  noticeBody: 'The reply is there.',
}

export type MenuWords = typeof english
export const menuWords = words('menu', english)
