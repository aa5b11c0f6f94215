import type { FinishReason, Model, Passage, ReplyErrorCode } from '@folio/protocol'

export type Turn = { role: 'system' | 'user' | 'assistant'; content: string }

/** A passage, and the number that it is cited by. */
export type Offered = { number: number; passage: Passage }

/** `question`: the last turn as the person has said it. The best passages first. */
export type Grounds = { question: string; passages: readonly Offered[] }

export type ModelRequest = {
  model: string
  /** Oldest first; the last is the user's. */
  turns: readonly Turn[]
  /** From 0 to 2; left out: the provider's own. */
  temperature?: number
  /** What the answer stands on, as the turns offer it: the demo model quotes from it. */
  grounds?: Grounds
  /** The text a reply already has, when it is to go on exactly there. */
  prefix?: string
  /** Aborts the call, down to the provider's socket. */
  signal: AbortSignal
}

/** Where a model puts what it makes. Both are called synchronously, in order, and never after the promise has settled. */
export type ModelSink = {
  text(piece: string): void
  /** The provider asked for patience, or a first try failed: the next one comes in `delayMs`. */
  wait(notice: { reason: string; delayMs: number }): void
}

export type ModelResult = {
  finishReason: FinishReason
  /** Tokens, as the provider reported them, else estimated as bytes / 3. */
  usage: { promptTokens: number; completionTokens: number }
}

/** Thrown by `ModelProvider.stream`; what a person may read. */
export class ModelFailure extends Error {
  readonly code: ReplyErrorCode
  constructor(code: ReplyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ModelFailure'
    this.code = code
  }
}

export type ModelProvider = {
  /** What is on offer; the first is the default. */
  models(): readonly Model[]
  /** True where `model` may be asked for. */
  offers(model: string): boolean
  /**
   * Streams one reply into `sink`. Resolves when the provider has ended it well; rejects with a `ModelFailure`,
   * or with `signal.reason` when it was aborted.
   */
  stream(request: ModelRequest, sink: ModelSink): Promise<ModelResult>
  /** What `/health` says of it, from the last calls: never a call of its own. */
  state(): { ok: boolean; detail?: string }
}

/** Turns texts into vectors; texts whose vectors are near each other mean something alike. */
export type Embedder = {
  /** The model that is asked for here. Vectors of another are never compared with its own. */
  model: string
  /**
   * One for each text, in the same order, each of length 1. The model may be one that was asked for before. Rejects with
   * a `ModelFailure`, or with `signal.reason`.
   */
  embed(model: string, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>
}
