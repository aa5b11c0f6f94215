import type { TransferWords } from '../en/transfer.ts'

export const transfer: TransferWords = {
  exportTitle: 'Exportieren',
  exportAction: 'Herunterladen',
  exportAbout: 'Eine Kopie dieser Unterhaltung, als Datei auf diesem Gerät.',
  formatLabel: 'Format',
  markdown: 'Markdown, zum Lesen: die Antworten, die gezeigt werden',
  json: 'JSON, zum Aufbewahren: alles, und wieder zu importieren',
  exported: 'Die Unterhaltung ist heruntergeladen',
}
