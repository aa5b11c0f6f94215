import type { ConversationWords } from '../en/conversation.ts'

export const conversation: ConversationWords = {
  good: 'Gut',
  poor: 'Schlecht',
  waitsElsewhere: 'Wartet auf eine andere Antwort in diesem Gespräch.',
  takeBack: 'Zurücknehmen',
  choices: 'Modell und Anweisungen',
  instructed: 'mit Anweisungen',
  broken: 'Diese Seite hat den Faden verloren.',
  brokenWhy:
    'Darin ist etwas schiefgegangen. Geschriebenes ist aufgehoben, und Antworten laufen auf dem Server weiter.',
  reload: 'Neu laden',
}
