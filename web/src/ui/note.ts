import type { Note } from '../chat/cited.ts'
import { excerptOf } from '../chat/excerpt.ts'
import { chatWords as words } from '../words/en/chat.ts'

const MAX_CHARS = 150

/** `1 handbook.pdf, p. 3, “Durable replies”: “…each chunk is written once…”`, which leads to its passage. */
export function noteOf({ numbers, citation }: Note, href: string, near: string): HTMLAnchorElement {
  const { title, page, heading_path: headings, quote, removed } = citation
  const heading = headings.at(-1)
  const place = [
    title,
    ...(page === null ? [] : [words.page(page)]),
    ...(heading === undefined || heading === title ? [] : [words.quoted(heading)]),
  ]
  const note = document.createElement('a')
  note.className = 'cited'
  note.href = href
  // To the keys the numeral is nearer.
  note.tabIndex = -1
  note.dir = 'auto'
  note.append(
    span('cited-n', numbers.join(', ')),
    ' ',
    span('cited-place', place.join(', ')),
    removed ? span('cited-removed', words.removed) : ':',
    ' ',
    span('cited-quote', words.quoted(excerptOf(quote, near, MAX_CHARS))),
  )
  return note
}

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement('span')
  element.className = className
  element.textContent = text
  return element
}
