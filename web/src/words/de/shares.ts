import type { SharesWords } from '../en/shares.ts'

export const shares: SharesWords = {
  share: 'Dieses Gespräch teilen',
}
