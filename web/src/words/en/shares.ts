import { words } from '../words.ts'

const english = {
  share: 'Share this conversation',
}

export type SharesWords = typeof english
export const sharesWords = words('shares', english)
