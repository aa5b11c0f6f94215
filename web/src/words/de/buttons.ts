import type { ButtonsWords } from '../en/buttons.ts'

export const buttons: ButtonsWords = {
  cancel: 'Abbrechen',
  tryAgain: 'Erneut versuchen',
  retry: 'Wiederholen',
  remove: 'Löschen',
  rename: 'Umbenennen',
  edit: 'Bearbeiten',
  close: 'Schließen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  add: 'Hinzufügen',
  showMore: 'Mehr anzeigen',
  share: 'Teilen',
}
