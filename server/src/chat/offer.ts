import type { CitationPart, Part, Passage, ReplyData } from '@folio/protocol'
import type { Offered } from '../model/model.ts'

/**
 * Numbers for passages, from 1. Those that a reply has cited before keep theirs, and stand first; no other is given a
 * number that it has used. `had`: the reply's parts so far.
 */
export function numberPassages(passages: readonly Passage[], had: readonly Part[]): Offered[] {
  const numbers = new Map(citationsIn(had).map(citation => [placeOf(citation), citation.n]))
  const known: Offered[] = []
  const fresh: Passage[] = []
  for (const passage of passages) {
    const number = numbers.get(placeOf(passage))
    if (number === undefined) fresh.push(passage)
    else known.push({ number, passage })
  }
  const next = Math.max(0, ...numbers.values()) + 1
  return [
    ...known.sort((a, b) => a.number - b.number),
    ...fresh.map((passage, index) => ({ number: next + index, passage })),
  ]
}

export function citationOf({ number: n, passage }: Offered): CitationPart {
  const { source_id, document_id, title, start, end, page, heading_path, text: quote } = passage
  return { type: 'citation', n, source_id, document_id, title, start, end, page, heading_path, quote }
}

export function isCitation(data: ReplyData): data is CitationPart {
  return data.type === 'citation'
}

function citationsIn(parts: readonly Part[]): CitationPart[] {
  return parts.flatMap(part => (typeof part !== 'string' && isCitation(part.data) ? [part.data] : []))
}

function placeOf({ document_id, start, end }: Pick<Passage, 'document_id' | 'start' | 'end'>): string {
  return `${document_id} ${start} ${end}`
}
