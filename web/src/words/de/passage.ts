import type { PassageWords } from '../en/passage.ts'

export const passage: PassageWords = {
  document: 'Dokument',
  source: 'Quelle',
  sourceOf: n => `Quelle ${n}`,
  noSource: 'Diese Quelle gibt es nicht',
  noSourceWhy: 'Die Antwort, die sie anführt, ist nicht mehr da oder führt jetzt anderes an.',
  removed: 'Diese Quelle wurde entfernt. Was daraus angeführt wurde:',
  cited: 'Was angeführt wurde:',
  changed: 'Das Dokument hat sich seither geändert. Was daraus angeführt wurde:',
  noDocument: 'Dieses Dokument gibt es nicht. Vielleicht wurde es entfernt, oder es gehört jemand anderem.',
  unread: 'Davon ist noch nichts gelesen worden.',
}
