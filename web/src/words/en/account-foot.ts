import { words } from '../words.ts'

const english = {
  guestIn: 'Your conversations live in this browser.',
  keep: 'Keep my conversations',
  signIn: 'Sign in',
  signedInAs: (who: string) => `Signed in as ${who}`,
}

export type AccountFootWords = typeof english
export const accountFootWords = words('accountFoot', english)
