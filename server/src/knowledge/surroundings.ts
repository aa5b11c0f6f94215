import type { CitationPart } from '@folio/protocol'
import { Refusal } from '../lib/refusal.ts'
import type { Catalog } from '../store/catalog.ts'
import { findPlaceOf, listPlacesAround, type NearPlace } from '../store/neighbours.ts'
import { findSource } from '../store/sources.ts'
import type { Store } from '../store/open.ts'
import type { Bots } from './bots.ts'
import type { Scope } from './scope.ts'

export type Around = { before: string; after: string }

/** UTF-16 units on each side. */
const REACH = 600
const NOTHING: Around = { before: '', after: '' }

type Parts = { store: Store; catalog: Catalog; bots: Pick<Bots, 'requireReadable'> }

/**
 * What stands around a quote in its document now, for who may read that. Nothing, where the source has been removed or
 * says this no longer.
 */
export function createFindAround({ store, catalog, bots }: Parts) {
  const mayRead = async (scope: Scope, sourceId: string): Promise<boolean> => {
    const source = await findSource(catalog.db, sourceId)
    if (!source) return false
    return bots.requireReadable(scope, source.bot_id).then(
      () => true,
      error => {
        if (error instanceof Refusal) return false
        throw error
      },
    )
  }

  return async (scope: Scope, { source_id, document_id, start, quote }: CitationPart): Promise<Around> => {
    if (!(await mayRead(scope, source_id))) return NOTHING
    const place = await findPlaceOf(store.db, { sourceId: source_id, documentId: document_id }, { text: quote, start })
    if (!place) return NOTHING
    const near = await listPlacesAround(store.db, document_id, { from: place.n - 1, to: place.n + 1 })
    const at = (n: number) => near.find(one => one.n === n)
    const own = at(place.n)
    return own ? { before: textBefore(own, at(place.n - 1)), after: textAfter(own, at(place.n + 1)) } : NOTHING
  }
}

/** Pieces of a document may overlap, and there may be blank lines between them. */
function textBefore(own: NearPlace, before: NearPlace | undefined): string {
  if (!before || before.start_at >= own.start_at) return ''
  const text = before.text.slice(0, own.start_at - before.start_at)
  const gap = before.end_at < own.start_at ? '\n\n' : ''
  return beginAtWord(text) + gap
}

function textAfter(own: NearPlace, after: NearPlace | undefined): string {
  if (!after || after.end_at <= own.end_at) return ''
  const text = after.text.slice(Math.max(0, own.end_at - after.start_at))
  const gap = after.start_at > own.end_at ? '\n\n' : ''
  return gap + endAtWord(text)
}

/** Where no space is near, as in Chinese, between two characters. */
function beginAtWord(text: string): string {
  if (text.length <= REACH) return text
  const tail = text.slice(-REACH)
  return `…${tail.slice(tail.search(/\s/) + 1).replace(/^[\udc00-\udfff]/, '')}`
}

function endAtWord(text: string): string {
  if (text.length <= REACH) return text
  const head = text.slice(0, REACH)
  const word = head.search(/\s\S*$/)
  return `${word > 0 ? head.slice(0, word) : head.replace(/[\ud800-\udbff]$/, '')}…`
}
