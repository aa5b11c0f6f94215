import type { InstalledWords } from '../en/installed.ts'

export const installed: InstalledWords = {
  newer: 'Eine neue Version von Folio ist da.',
  reload: 'Neu laden',
  later: 'Später',
}
