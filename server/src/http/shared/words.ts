import type { MarkdownWords } from '@folio/markdown'

const inText: MarkdownWords = {
  table: 'Table',
  formula: 'Formula',
  image: 'Image',
  wrap: 'Wrap',
  copy: 'Copy',
  done: 'Done',
  toDo: 'To do',
}

const english = {
  markdown: inText,
  untitled: 'A conversation',
  sharedFrom: 'Shared from Folio',
  copy: 'A copy as it was when it was shared. What a model writes can be wrong.',
  begin: 'Start a conversation of your own',
  sources: 'Sources',
  source: (n: number, title: string) => `Source ${n}: ${title}`,
  page: (n: number) => `page ${n}`,
  stopped: 'The reply was stopped here.',
  interrupted: 'The reply was cut off here.',
  failed: 'There was no answer.',
  takenBack: 'The link was taken back while this page was on its way.',
  missing: 'This link leads nowhere',
  missingWhy: 'Whoever shared it may have taken it back. Or it was not copied whole.',
}

export type SharedWords = typeof english

const german: SharedWords = {
  markdown: {
    table: 'Tabelle',
    formula: 'Formel',
    image: 'Bild',
    wrap: 'Umbrechen',
    copy: 'Kopieren',
    done: 'Erledigt',
    toDo: 'Offen',
  },
  untitled: 'Ein Gespräch',
  sharedFrom: 'Geteilt aus Folio',
  copy: 'Eine Kopie, so wie das Gespräch beim Teilen war. Was ein Modell schreibt, kann falsch sein.',
  begin: 'Ein eigenes Gespräch beginnen',
  sources: 'Quellen',
  source: (n, title) => `Quelle ${n}: ${title}`,
  page: n => `Seite ${n}`,
  stopped: 'Die Antwort wurde hier angehalten.',
  interrupted: 'Die Antwort brach hier ab.',
  failed: 'Es gab keine Antwort.',
  takenBack: 'Der Link wurde zurückgezogen, während diese Seite unterwegs war.',
  missing: 'Dieser Link führt nirgendwohin',
  missingWhy: 'Vielleicht wurde er zurückgezogen. Oder er wurde nicht vollständig kopiert.',
}

/** What the shared page says besides the conversation, in each language that it knows. */
export const SHARED_WORDS = { en: english, de: german }
export type SharedLanguage = keyof typeof SHARED_WORDS

/** The one of ours that a browser likes best: `de-AT;q=0.8, en`. */
export function languageOf(accepted: string | undefined): SharedLanguage {
  const liked = (accepted ?? '')
    .slice(0, 1_000)
    .split(',')
    .map(piece => {
      const [tag = '', weight = 'q=1'] = piece.split(';').map(part => part.trim())
      return { base: tag.split('-')[0]?.toLowerCase(), weight: Number(weight.replace(/^q=/, '')) || 0 }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
  for (const { base } of liked) if (base === 'en' || base === 'de') return base
  return 'en'
}
