import type { Passage } from '@folio/protocol'
import { estimateTokens } from '../lib/estimate-tokens.ts'
import { listPlacesAround, type NearPlace } from '../store/neighbours.ts'
import type { Db } from '../store/tables.ts'

/**
 * Passages with what stands around them, as far as `tokens` allow: first the passages themselves, the best first, then
 * their neighbours in the same document. Each stays a passage of its own, so that what is cited is no longer than what is
 * meant; whole passages alone.
 */
export type Widen = (passages: readonly Passage[], tokens: number) => Promise<Passage[]>

/** On each side. */
const REACH = 2

export function createWiden({ db }: { db: Db }): Widen {
  return async (passages, tokens) => {
    const { take, kept } = createBasket(tokens)
    const own = passages.filter(take)
    const around = await Promise.all(own.map(passage => neighboursOf(db, passage)))
    // What comes after says more than what came before; the best passage is served first.
    for (let step = 1; step <= REACH; step++)
      for (const near of around) for (const at of [step, -step]) near.filter(one => one.at === at).forEach(take)
    return kept
  }
}

/** Takes each passage once, while there is room. */
function createBasket(tokens: number) {
  const kept: Passage[] = []
  const taken = new Set<string>()
  let left = tokens
  const take = ({ at: _, ...passage }: Passage & { at?: number }): boolean => {
    const key = `${passage.document_id} ${passage.n}`
    const cost = estimateTokens(passage.text)
    if (cost > left || taken.has(key)) return false
    taken.add(key)
    left -= cost
    kept.push(passage)
    return true
  }
  return { take, kept }
}

/** `at`: how far behind the passage, or in front of it. */
async function neighboursOf(db: Db, passage: Passage): Promise<(Passage & { at: number })[]> {
  const { document_id, n, start, text } = passage
  const places = await listPlacesAround(db, document_id, { from: n - REACH, to: n + REACH })
  const own = places.find(place => place.n === n)
  // Another version by now: what stands around it there is not what stood around this.
  if (own?.start_at !== start || own.text !== text) return []
  return places.map(place => ({ ...toPassage(passage, place), at: place.n - n }))
}

function toPassage(beside: Passage, { n, start_at: start, end_at: end, page, heading_path, text }: NearPlace): Passage {
  return { ...beside, n, start, end, page, heading_path: JSON.parse(heading_path), text }
}
