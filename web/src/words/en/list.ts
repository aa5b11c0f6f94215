import { words } from '../words.ts'

const english = {
  title: 'Conversations',
  newConversation: 'New conversation',
  newKeys: 'Ctrl ⇧ O',
  search: 'Search',
  searchKeys: 'Ctrl K',
  groups: {
    pinned: 'Pinned',
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'This week',
    month: 'This month',
    earlier: 'Earlier',
  },
  older: 'Older conversations',
  marks: { replying: 'replying', unread: 'unread', draft: 'draft' },
  moreAbout: (title: string) => `More about ${title}`,
  menuNotFetched: 'This could not be fetched.',
  places: 'Documents and bots',
  library: 'Library',
  bots: 'Bots',
  archive: 'Archive',
  settings: 'Settings',
  guestIn: 'Your conversations live in this browser.',
  keep: 'Keep my conversations',
  signIn: 'Sign in',
  signedInAs: (who: string) => `Signed in as ${who}`,
  name: 'Title',
  askDelete: 'Delete this conversation?',
  deletes: (title: string) => `“${title}” and everything in it goes for good, on all your devices.`,
}

export type ListWords = typeof english
export const listWords = words('list', english)
