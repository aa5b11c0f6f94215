import type { PageWords } from '../en/page.ts'

export const page: PageWords = {
  outOfReach: 'Der Server ist nicht erreichbar.',
  goesOut: 'Was gesendet wurde, geht hinaus, sobald er wieder da ist.',
  kept: 'Das hier hat der Browser aufbewahrt.',
  tryingAgain: 'Ein neuer Versuch läuft.',
  tryNow: 'Jetzt versuchen',
  notHere: 'Nicht verfügbar',
  notFetched: 'Diese Seite ließ sich nicht laden.',
  theme: 'Design',
  themes: { light: 'Hell', dark: 'Dunkel', system: 'System' },
}
