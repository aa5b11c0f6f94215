import type { SharesWords } from '../en/shares.ts'
import { counted } from '../format.ts'

const messages = (n: number) => counted(n, { one: 'Nachricht', other: 'Nachrichten' })

export const shares: SharesWords = {
  share: 'Dieses Gespräch teilen',
  about:
    'Mit dem Link lässt sich dieses Gespräch so lesen, wie es jetzt ist, in der sichtbaren Fassung und ohne Konto.',
  aboutAll: n =>
    n === 1
      ? 'Mit dem Link lässt sich diese Nachricht so lesen, wie sie jetzt ist, in der sichtbaren Fassung und ohne Konto.'
      : `Mit dem Link lassen sich diese ${messages(n)} so lesen, wie sie jetzt sind, in der sichtbaren Fassung und ohne Konto.`,
  later: 'Was später kommt, ist nicht dabei. Auch kein Name.',
  running: 'Die Antwort, die gerade geschrieben wird, bleibt weg.',
  make: 'Link erstellen',
  makeAnother: 'Weiteren Link erstellen',
  ready: 'Der Link ist fertig.',
  link: 'Link',
  send: 'Senden …',
  links: 'Links zu diesem Gespräch',
  facts: (time, n) => `${time} · ${messages(n)}`,
  open: 'Öffnen',
  opens: title => `Öffnen, was von ${title} geteilt wurde`,
  revoke: 'Zurückziehen',
  revokeSurely: 'Wirklich zurückziehen?',
  pressAgain: 'Noch einmal drücken, dann öffnet der Link nichts mehr.',
  revoked: 'Der Link ist zurückgezogen.',
  allLinks: 'Geteilte Links',
  allAbout:
    'Mit einem dieser Links lässt sich das Gespräch so lesen, wie es damals war. Ein zurückgezogener Link öffnet nichts mehr.',
  none: 'Nichts ist geteilt.',
}
