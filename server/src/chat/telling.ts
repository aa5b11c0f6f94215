import type { Evidence } from '../knowledge/evidence.ts'
import type { CitationPart } from '@folio/protocol'
import type { Grounds, ModelRequest, ModelSink, Turn } from '../model/model.ts'
import type { OwnedReply } from '../replies/own.ts'
import { createMarkers } from './markers.ts'
import { citationOf, isCitation, numberPassages } from './offer.ts'
import { groundedTurns } from './prompt.ts'

/** What a model is told for one reply. */
export type Telling = Pick<ModelRequest, 'turns' | 'temperature' | 'grounds'>

/** The conversation, and what was found for it; `reply` may have cited some of that before. */
export function tellingOf(turns: readonly Turn[], evidence: Evidence | undefined, reply: OwnedReply): Telling {
  if (!evidence) return { turns }
  const { temperature } = evidence.bot
  const question = turns.findLast(({ role }) => role === 'user')?.content ?? ''
  const grounds = { question, passages: numberPassages(evidence.passages, reply.had) }
  return {
    turns: groundedTurns(turns, evidence, grounds),
    ...(temperature !== null && { temperature }),
    ...(grounds.passages.length > 0 && { grounds }),
  }
}

/** Where text goes, and where what it relies on. */
export type CitingSink = ModelSink & { cite(citation: CitationPart): void }

/** The sink for a model: where it was given passages, each marker of one is a citation. `end`: that was all. */
export function citing(
  reply: OwnedReply,
  { cite, ...sink }: CitingSink,
  grounds: Grounds | undefined,
): ModelSink & { end(): void } {
  if (!grounds) return { ...sink, end() {} }
  const offered = new Map(grounds.passages.map(one => [one.number, one]))
  // A writer before may have come just as far as this: its last marks are there already.
  const there = citedAtEnd(reply)
  const markers = createMarkers(
    {
      offered: n => offered.get(n),
      text(piece) {
        there.clear()
        sink.text(piece)
      },
      cite(one) {
        if (!there.delete(one.number)) cite(citationOf(one))
      },
    },
    reply.prefix,
  )
  return { ...sink, text: markers.text, end: markers.end }
}

/** The numbers of the citations behind all text. */
function citedAtEnd({ had }: OwnedReply): Set<number> {
  const lastText = had.findLastIndex(part => typeof part === 'string')
  const numbers = had
    .slice(lastText + 1)
    .flatMap(part => (typeof part !== 'string' && isCitation(part.data) ? [part.data.n] : []))
  return new Set(numbers)
}
