import type { AccountFootWords } from '../en/account-foot.ts'

export const accountFoot: AccountFootWords = {
  guestIn: 'Die Gespräche sind nur in diesem Browser.',
  keep: 'Gespräche behalten',
  signIn: 'Anmelden',
  signedInAs: who => `Angemeldet als ${who}`,
}
