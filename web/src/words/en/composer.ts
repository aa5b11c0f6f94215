import { words } from '../words.ts'

const english = {
  message: 'Message',
  ask: 'Ask, or drop a file',
  dropHere: 'Drop it here',
  send: 'Send',
  stop: 'Stop',
  model: 'Model',
  attach: 'Attach a file',
  noFiles: 'Files cannot be taken now. Load the page again, and then choose them again.',
}

export type ComposerWords = typeof english
export const composerWords = words('composer', english)
