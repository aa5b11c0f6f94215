import { words } from '../words.ts'

const english = {
  newer: 'A new version of Folio is there.',
  reload: 'Reload',
  later: 'Later',
}

export type InstalledWords = typeof english
export const installedWords = words('installed', english)
