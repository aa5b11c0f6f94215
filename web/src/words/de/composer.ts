import type { ComposerWords } from '../en/composer.ts'

export const composer: ComposerWords = {
  message: 'Nachricht',
  ask: 'Fragen oder eine Datei ablegen',
  dropHere: 'Hier ablegen',
  send: 'Senden',
  stop: 'Anhalten',
  model: 'Modell',
  attach: 'Datei anhängen',
  noFiles: 'Dateien lassen sich gerade nicht annehmen. Bitte die Seite neu laden und sie noch einmal wählen.',
}
