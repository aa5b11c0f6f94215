import { words } from '../words.ts'

const english = {
  document: 'Document',
  source: 'Source',
  sourceOf: (n: number) => `Source ${n}`,
  noSource: 'There is no such source',
  noSourceWhy: 'The reply that cites it is gone, or cites something else now.',
  removed: 'This source has been removed. What was cited of it:',
  cited: 'What was cited:',
  changed: 'The document has changed since. What was cited of it:',
  noDocument: 'There is no such document. It may have been removed, or it is somebody else’s.',
  unread: 'Nothing of it has been read yet.',
}

export type PassageWords = typeof english
export const passageWords = words('passage', english)
