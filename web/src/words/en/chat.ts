import { words } from '../words.ts'

const english = {
  transcript: 'Conversation',
  latest: 'Latest',
  empty: 'What would you like to think about?',
  demo: <T>(key: T, url: T): (string | T)[] => [
    'Answers come from a small built-in demo for now. To connect a real model, start the server with ',
    key,
    ', or with ',
    url,
    ' for one of your own.',
  ],
  missing: 'There is no such conversation.',
  missingWhy: 'It may have been deleted, or it belongs to somebody else.',
  unread: 'This conversation could not be read.',
  showAll: 'Show all',
  showLess: 'Show less',
  waitsAbove: 'Waits for the reply above.',
  newVersion: 'New version',
  previousVersion: 'Previous version',
  nextVersion: 'Next version',
  proceed: 'Continue',
  noAnswer: 'The model could not answer.',
  noEvidence: 'The documents say nothing about this.',
  stopped: 'Stopped.',
  interrupted: 'Interrupted.',
  notSent: (why: string) => `This was not sent. ${why}`,
  goesOut: 'Goes out when the server is back.',
  sources: 'Sources',
  source: (n: number, title: string) => `Source ${n}: ${title}`,
  page: (n: number) => `p. ${n}`,
  quoted: (text: string) => `“${text}”`,
  removed: ' · removed',
  answeredBy: 'Answered by ',
  botGone: 'Its bot was deleted',
  notFetched: 'This passage could not be fetched',
  notFetchedWhy: 'The server was not reached, or has been updated since this page was loaded.',
  replying: 'Replying',
  ends: {
    complete: 'Reply complete',
    stopped: 'Reply stopped',
    failed: 'Reply failed',
    interrupted: 'Reply interrupted',
  },
}

export type ChatWords = typeof english
export const chatWords = words('chat', english)
