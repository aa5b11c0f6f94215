import type { TransferWords } from '../en/transfer.ts'
import { counted } from '../format.ts'

export const transfer: TransferWords = {
  exportTitle: 'Exportieren',
  exportAction: 'Herunterladen',
  exportAbout: 'Eine Kopie dieses Gesprächs, als Datei auf diesem Gerät.',
  formatLabel: 'Format',
  markdown: 'Markdown, zum Lesen: die Antworten, die gezeigt werden',
  json: 'JSON, zum Aufbewahren: alle Fassungen und alle zitierten Dokumente, wieder zu importieren',
  exported: 'Das Gespräch ist heruntergeladen',

  data: 'Eigene Daten',
  dataLead: 'Alle Gespräche und Dokumente als eine Datei. Wer sie importiert, hat alles, wie es war.',
  exportAll: 'Alles exportieren',
  exporting: size => `Wird exportiert, bisher ${size}`,
  exportedAll: size => `Alles exportiert, ${size}`,
  cancelledExport: 'Abgebrochen. Es wurde nichts heruntergeladen.',
  notExported: why => `Nicht exportiert. ${why}`,

  importTitle: 'Importieren',
  importLead:
    'Eine Datei, die hier oder auf einem anderen Folio exportiert wurde, oder conversations.json aus dem Export von ChatGPT.',
  choose: 'Datei wählen',
  importing: (name, percent) => `${name} wird importiert, ${percent}`,
  finishing: name => `${name} wird importiert, fast fertig`,
  imported: what => `Importiert: ${what}.`,
  nothing: 'In der Datei war nichts Neues.',
  conversations: n => counted(n, { one: 'Gespräch', other: 'Gespräche' }),
  messages: n => counted(n, { one: 'Nachricht', other: 'Nachrichten' }),
  documents: n => counted(n, { one: 'Dokument', other: 'Dokumente' }),
  skipped: (n, why) => `Ausgelassen: ${n} (${why}).`,
  reasons: {
    already_there: 'schon hier',
    quota_exceeded: 'kein Platz für weitere Dokumente',
    too_long: 'zu lang',
    empty: 'ohne Inhalt',
    not_possible: 'hier nicht möglich',
  },
  reason: (n, why) => `${n} ${why}`,
  notImported: why => `Nicht alles wurde importiert. ${why}`,
  noExport: 'Die Datei ist kein Export oder kein vollständiger.',
  cancelled: 'Abgebrochen. Was schon vollständig angekommen war, ist geblieben.',
}
