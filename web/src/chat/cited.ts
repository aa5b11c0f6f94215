import { isEnd, textOf, type Citation, type CitationPart, type Message, type Part } from '@folio/protocol'
import { textShown } from './rows.ts'
import type { ChatState } from './state.ts'

/** What a reply says, as far as it is known here, and what it cites where. */
export type Shown = { text: string; citations: readonly Citation[] }

const NONE: readonly Citation[] = []

/** Of each view what it shows with its message: it is asked for more than once in a frame. */
const remembered = new WeakMap<object, { message: Message | undefined; shown: Shown }>()

export function shownReply(state: ChatState, id: string): Shown {
  const view = state.views[id]
  const message = state.messages[id]
  const known = view && remembered.get(view)
  if (known && known.message === message) return known.shown
  const shown = readReply(state, id)
  if (view) remembered.set(view, { message, shown })
  return shown
}

function readReply(state: ChatState, id: string): Shown {
  const text = textShown(state, id)
  const view = state.views[id]
  const message = state.messages[id]
  // Whoever has the text has what stands in it.
  const isRead = view !== undefined && !(message && isEnd(message.status)) && textOf(view.parts) === text
  return { text, citations: isRead ? citationsIn(view.parts) : (message?.citations ?? NONE) }
}

function citationsIn(parts: readonly Part[]): readonly Citation[] {
  if (parts.length < 2) return NONE
  const citations: Citation[] = []
  let at = 0
  for (const part of parts) {
    if (typeof part === 'string') at += part.length
    else if (part.data.type === 'citation') citations.push({ ...(part.data as CitationPart), at, removed: false })
  }
  return citations
}

/** One passage that a reply cites, however often and by whichever numbers. */
export type Note = {
  /** Names the passage. */
  key: string
  numbers: number[]
  /** Which of the reply's citations lead to it, from 0. */
  indices: number[]
  /** The first of them. */
  citation: Citation
}

/** In the order in which they are cited first. */
export function notesOf(citations: readonly Citation[]): Note[] {
  const notes = new Map<string, Note>()
  citations.forEach((citation, index) => {
    const { n, source_id, document_id, start, end } = citation
    const key = `${source_id}/${document_id}/${start}-${end}`
    const note = notes.get(key)
    if (!note) notes.set(key, { key, numbers: [n], indices: [index], citation })
    else {
      note.indices.push(index)
      if (!note.numbers.includes(n)) note.numbers.push(n)
    }
  })
  return [...notes.values()]
}
