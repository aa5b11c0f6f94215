import { escapeHtml } from '@folio/markdown/escape'
import type { SharedMessage } from '@folio/protocol'
import type { Numeral } from '../drawing.ts'
import { notesOf, type Note } from './notes.ts'
import type { SharedWords } from './words.ts'

/** `name`: of the message among all of its page. */
export type Place = { name: string; words: SharedWords }

/** From here on a question is set as text, not as a heading. */
const LONG_CHARS = 900

export function questionHtml({ content }: SharedMessage, { name }: Place): string {
  const long = content.length > LONG_CHARS ? ' shared-long' : ''
  return (
    `<article class="question" id="${name}"><span class="pilcrow" aria-hidden="true">¶</span>` +
    `<h2 class="question-text${long}" dir="auto">${escapeHtml(content)}</h2></article>`
  )
}

/** `prose`: its text as HTML. */
export function replyHtml(message: SharedMessage, prose: string, place: Place): string {
  const { status } = message
  const end = status === 'complete' ? '' : `<p class="note ended">${place.words[status]}</p>`
  return (
    `<article class="reply" id="${place.name}">` +
    (prose === '' ? '' : `<div class="prose" dir="auto">${prose}</div>`) +
    `${end}${sourcesHtml(message, place)}</article>`
  )
}

/** Each leads to its passage: into what is folded, which browsers unfold then. */
export function numeralsOf({ citations }: SharedMessage, place: Place): Numeral[] {
  const { noteOf } = notesOf(citations)
  return citations.map(({ at, n, title }, index) => ({
    at,
    n,
    label: place.words.source(n, title),
    href: `#${passageName(place, noteOf[index] ?? 0)}`,
  }))
}

function passageName({ name }: Place, note: number): string {
  return `${name}-${note + 1}`
}

function sourcesHtml({ citations }: SharedMessage, place: Place): string {
  const { notes } = notesOf(citations)
  if (notes.length === 0) return ''
  const items = notes.map((note, index) => noteHtml(note, passageName(place, index), place.words))
  return `<ol class="shared-sources" aria-label="${place.words.sources}">${items.join('')}</ol>`
}

function noteHtml({ numbers, citation }: Note, id: string, words: SharedWords): string {
  const { title, page, heading_path: path, quote, before, after } = citation
  const where = [page === null ? '' : words.page(page), path.filter(heading => heading !== title).join(' › ')]
  const facts = where.filter(fact => fact !== '').map(fact => ` · ${escapeHtml(fact)}`)
  return (
    `<li><details><summary><span class="cited-n">${numbers.join(', ')}</span> ` +
    `<span class="shared-source" dir="auto">${escapeHtml(title)}</span>` +
    `<span class="shared-where">${facts.join('')}</span></summary>` +
    `<blockquote class="shared-passage" id="${id}" dir="auto" tabindex="-1">${passageHtml(before)}` +
    `<mark>${passageHtml(quote)}</mark>${passageHtml(after)}</blockquote></details></li>`
  )
}

/** As it was read; only its headings stand out. */
function passageHtml(text: string): string {
  return escapeHtml(text).replace(/^#{1,6} .*$/gm, '<strong>$&</strong>')
}
