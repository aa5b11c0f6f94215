import { DEFAULT_PASSAGES, type Passage, type Retrieved } from '@folio/protocol'
import { listFoundPlaces, rankByTerms, type FoundPlace } from '../store/search.ts'
import type { Db, LibraryRow } from '../store/tables.ts'
import { hasEvidence } from './has-evidence.ts'
import { wantedTerms, type Question } from './question.ts'
import type { Nearest } from './vector-set.ts'
import type { Vectors } from './vectors.ts'

export type Retrieve = (
  library: Pick<LibraryRow, 'id' | 'chunk_count'>,
  question: Question,
  options?: { k?: number },
) => Promise<Retrieved>

/** What one way of looking finds: chunks with their ranks, from 1. */
type Leg = readonly (readonly [chunkId: number, rank: number])[]

/** Chunks that each way of looking puts forward, at least. */
const CANDIDATES = 100
const MAX_CANDIDATES = 1_000

/**
 * Finds the passages of one library that a question may be answered from, the best first. None, and why, where what is
 * found does not speak of what is asked; who asks for more than an answer is given sees also what is found then.
 */
export function createRetrieve({ db, vectors }: { db: Db; vectors: Vectors | undefined }): Retrieve {
  return async ({ id: libraryId, chunk_count: chunkCount }, question, { k = DEFAULT_PASSAGES } = {}) => {
    const wanted = wantedTerms(question)
    const count = Math.min(MAX_CANDIDATES, Math.max(CANDIDATES, k * 3))
    const [ranked, nearest] = await Promise.all([
      rankByTerms(db, { libraryId, wanted, count }),
      vectors?.nearest(libraryId, question.query, count),
    ])
    const speaks = hasEvidence(ranked, { wanted, chunkCount }) || isNear(nearest)
    if (!speaks && k <= FEW) return NO_EVIDENCE
    const scores = fuse([
      ranked.map(({ chunkId }, n) => [chunkId, n + 1]),
      (nearest?.near ?? []).map(({ id }, n) => [id, n + 1]),
    ])
    const places = await listFoundPlaces(db, libraryId, [...scores.keys()])
    const passages = choose(inOrder(places, scores), k).map(({ score, ...place }) => toPassage(place, score))
    return passages.length > 0 ? { passages, reason: speaks ? null : 'no_evidence' } : NO_EVIDENCE
  }
}

const NO_EVIDENCE: Retrieved = { passages: [], reason: 'no_evidence' }

/**
 * Models differ in how alike they find what has nothing to do with each other. A chunk speaks of a question where it is
 * nearer to it than the others are by this part of their way to being the same.
 */
const NEAR = 0.25

function isNear({ near: [best], others }: Nearest = { near: [], others: 0 }): boolean {
  return best !== undefined && best.score >= others + NEAR * (1 - others)
}

/**
 * Reciprocal rank fusion: G. Cormack, C. Clarke, S. Büttcher, "Reciprocal rank fusion outperforms Condorcet and
 * individual rank learning methods", SIGIR 2009, with their constant.
 */
function fuse(legs: readonly Leg[]): Map<number, number> {
  const scores = new Map<number, number>()
  for (const [chunkId, rank] of legs.flat()) scores.set(chunkId, (scores.get(chunkId) ?? 0) + 1 / (60 + rank))
  return scores
}

type Candidate = FoundPlace & { score: number }

/** The best first, each text once: whatever stands word for word in many documents is one piece of evidence. */
function inOrder(places: readonly FoundPlace[], scores: ReadonlyMap<number, number>): Candidate[] {
  const candidates = places.map(place => ({ ...place, score: scores.get(place.chunk_id) ?? 0 }))
  candidates.sort((a, b) => b.score - a.score || a.chunk_id - b.chunk_id || a.n - b.n)
  const seen = new Set<string>()
  return candidates.filter(({ text }) => !seen.has(text) && seen.add(text))
}

/** Of one document no more than these, so that one long one does not crowd out all others. */
const PER_DOCUMENT = 3
/** Who asks for more than an answer is given looks for documents: each comes once before one comes twice. */
const FEW = 20
const MANY = 100

function choose(candidates: readonly Candidate[], k: number): Candidate[] {
  const limits = k <= FEW ? [PER_DOCUMENT] : k <= MANY ? [1, PER_DOCUMENT] : [1, PER_DOCUMENT, Infinity]
  const chosen = new Set<Candidate>()
  const counts = new Map<string, number>()
  for (const limit of limits)
    for (const candidate of candidates) {
      const count = counts.get(candidate.document_id) ?? 0
      if (chosen.size === k || chosen.has(candidate) || count >= limit) continue
      chosen.add(candidate)
      counts.set(candidate.document_id, count + 1)
    }
  return [...chosen].sort((a, b) => b.score - a.score || a.chunk_id - b.chunk_id)
}

/** A row as it is shown. */
function toPassage(place: FoundPlace, score: number): Passage {
  const { source_id, document_id, n, title, heading_path, start_at: start, end_at: end, page, text } = place
  return { source_id, document_id, n, title, heading_path: JSON.parse(heading_path), start, end, page, text, score }
}
