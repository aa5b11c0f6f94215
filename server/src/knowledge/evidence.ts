import type { Passage } from '@folio/protocol'
import type { Turn } from '../model/model.ts'

/** What an answer may stand on: filled in by whoever knows the documents, asked by who writes the reply. */
export type Evidence = {
  /** `refusalText`: what it says where its documents say nothing; null: it answers all the same. */
  bot: { systemPrompt: string | null; temperature: number | null; refusalText: string | null }
  /** Offered to the model as 1, 2, 3…: the best first. */
  passages: readonly Passage[]
}

export type Asked = {
  /** Whose conversation it is: nobody else's documents are looked at. */
  userId: string
  /** Null: the user's own default bot. */
  botId: string | null
  /** The conversation, oldest first; the last turn is the question. */
  turns: readonly Turn[]
  signal: AbortSignal
}

/** Undefined where there is nothing to look into: an answer like any other. */
export type FindEvidence = (asked: Asked) => Promise<Evidence | undefined>
