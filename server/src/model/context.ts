import { estimateTokens } from '../lib/estimate-tokens.ts'
import type { Turn } from './model.ts'

/** What a provider adds around each turn. */
const TURN_TOKENS = 4

export type Window = {
  /** What the model can hold, question and answer together. */
  contextTokens: number
  /** Kept free for the answer. Left out: a quarter of the window, at most 4,096. */
  replyTokens?: number
  /** How many of the last turns are kept whatever they weigh. Left out: from the last user's on. */
  lastTurns?: number
}

/**
 * The turns that fit. System turns and the last ones are always kept; of the rest the newest, whole, without a hole
 * between them, and beginning with a user's.
 */
export function fitContext(turns: readonly Turn[], { contextTokens, replyTokens, lastTurns }: Window): Turn[] {
  const kept = Math.max(
    0,
    lastTurns === undefined ? turns.findLastIndex(turn => turn.role === 'user') : turns.length - lastTurns,
  )
  let room = contextTokens - (replyTokens ?? Math.min(4_096, contextTokens / 4))
  for (const [index, turn] of turns.entries()) if (index >= kept || turn.role === 'system') room -= cost(turn)

  let first = kept
  for (let index = kept - 1; index >= 0; index--) {
    const turn = turns[index]
    if (turn === undefined || turn.role === 'system') continue
    room -= cost(turn)
    if (room < 0) break
    if (turn.role === 'user') first = index
  }
  return turns.filter((turn, index) => index >= first || turn.role === 'system')
}

const cost = (turn: Turn) => estimateTokens(turn.content) + TURN_TOKENS
