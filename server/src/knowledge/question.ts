import type { Wanted } from '../store/search.ts'
import { contentTerms } from './stop-words.ts'
import { tokenise } from './tokenise.ts'

/** A question, and what was said before it, oldest first. */
export type Question = {
  query: string
  history: readonly { role: 'user' | 'assistant'; content: string }[]
}

/**
 * A question that follows up on another leaves words out: they are in what was said before it, which counts for less.
 * These weights were found on multi-turn questions that are not here: nothing in this repository measures them yet.
 */
const QUESTION_BEFORE = 0.3
const ANSWER_BEFORE = 0.15
/** "And for how long?" is about what the question before it was about. */
const OWN_TERMS = 2

/** Of a longer text, the terms that come first are looked for. */
const MAX_TERMS = 64
const MAX_CHARS = 20_000

/**
 * The terms that a question looks for. What it is about, its own terms say; where it has none of its own, those of the
 * question before it.
 */
export function wantedTerms({ query, history }: Question): Wanted[] {
  const wanted = new Map<string, { weight: number; share: number }>()
  const add = (terms: readonly string[], weight: number, share: number) => {
    const counts = new Map<string, number>()
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    for (const [term, count] of [...counts].slice(0, MAX_TERMS)) {
      const known = wanted.get(term)
      wanted.set(term, { weight: (known?.weight ?? 0) + weight * count, share: Math.max(known?.share ?? 0, share) })
    }
  }
  const said = (role: 'user' | 'assistant') => termsOf(history.findLast(turn => turn.role === role)?.content ?? '')
  const [all, before] = [termsOf(query), contentTerms(said('user'))]
  const asked = contentTerms(all)
  const followsUp = asked.length < OWN_TERMS && before.length > 0
  add(asked, 1, 1)
  // "To be or not to be" is found; that it speaks of "who are you" too, its words do not show.
  if (asked.length === 0 && !followsUp) add(all, 1, 0)
  add(before, QUESTION_BEFORE, followsUp ? 1 : 0)
  add(contentTerms(said('assistant')), ANSWER_BEFORE, 0)
  return [...wanted].map(([term, { weight, share }]) => [term, weight, share])
}

function termsOf(text: string): string[] {
  return tokenise(text.slice(0, MAX_CHARS))
}
