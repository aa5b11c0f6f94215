import { counted } from '../format.ts'
import { words } from '../words.ts'

const messages = (n: number) => counted(n, { one: 'message', other: 'messages' })

const english = {
  share: 'Share this conversation',
  about:
    'Whoever has the link can read this conversation as it is now, in the version that you see, without an account.',
  aboutAll: (n: number) =>
    `Whoever has the link can read these ${messages(n)} as they are now, in the version that you see, without an account.`,
  later: 'What comes later is not in it. Neither is your name.',
  running: 'The reply that is being written is left out.',
  make: 'Make a link',
  makeAnother: 'Make another link',
  ready: 'The link is ready.',
  link: 'Link',
  send: 'Send…',
  links: 'Links to this conversation',
  facts: (time: string, n: number) => `${time} · ${messages(n)}`,
  open: 'Open',
  opens: (title: string) => `Open what was shared of ${title}`,
  revoke: 'Revoke',
  revokeSurely: 'Really revoke?',
  pressAgain: 'Press once more, and the link opens nothing any more.',
  revoked: 'The link is revoked.',
  allLinks: 'Shared links',
  allAbout:
    'Whoever has one of these links can read the conversation as it was then. A link that is revoked opens nothing any more.',
  none: 'Nothing is shared.',
}

export type SharesWords = typeof english
export const sharesWords = words('shares', english)
