import type { AccountFootWords } from '../en/account-foot.ts'

export const accountFoot: AccountFootWords = {
  guestIn: 'Die Unterhaltungen sind nur in diesem Browser.',
  keep: 'Unterhaltungen behalten',
  signIn: 'Anmelden',
  signedInAs: who => `Angemeldet als ${who}`,
}
