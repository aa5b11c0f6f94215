import type { ListWords } from '../en/list.ts'

export const list: ListWords = {
  title: 'Gespräche',
  newConversation: 'Neues Gespräch',
  newKeys: 'Strg ⇧ O',
  search: 'Suchen',
  searchKeys: 'Strg K',
  groups: {
    pinned: 'Angeheftet',
    today: 'Heute',
    yesterday: 'Gestern',
    week: 'Diese Woche',
    month: 'Diesen Monat',
    earlier: 'Früher',
  },
  older: 'Ältere Gespräche',
  marks: { replying: 'antwortet', unread: 'ungelesen', draft: 'Entwurf' },
  moreAbout: title => `Mehr zu ${title}`,
  menuNotFetched: 'Das ließ sich nicht laden.',
  places: 'Dokumente und Bots',
  library: 'Bibliothek',
  bots: 'Bots',
  archive: 'Archiv',
  settings: 'Einstellungen',
  name: 'Titel',
  askDelete: 'Dieses Gespräch löschen?',
  deletes: title => `„${title}“ wird mit allem, was darin steht, endgültig gelöscht, auf allen Geräten.`,
}
