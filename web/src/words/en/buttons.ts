import { words } from '../words.ts'

const english = {
  cancel: 'Cancel',
  tryAgain: 'Try again',
  retry: 'Retry',
  remove: 'Delete',
  rename: 'Rename',
  edit: 'Edit',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  add: 'Add',
  showMore: 'Show more',
  share: 'Share',
}

export type ButtonsWords = typeof english
export const buttonsWords = words('buttons', english)
