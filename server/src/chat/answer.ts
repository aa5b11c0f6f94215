import { insidePair } from '@folio/protocol'
import type { Evidence, FindEvidence } from '../knowledge/evidence.ts'
import { estimateTurns } from '../lib/estimate-tokens.ts'
import { ModelFailure, type ModelProvider } from '../model/model.ts'
import type { Ending, OwnedReply } from '../replies/own.ts'
import { findConversation } from '../store/conversations.ts'
import type { Store } from '../store/open.ts'
import type { MessageRow } from '../store/tables.ts'
import { sessionIdOf } from './accepted.ts'
import { readHistory } from './history.ts'
import { citing, tellingOf, type CitingSink } from './telling.ts'
import { workerFailures } from './worker-failures.ts'
import type { Workflow } from './workflow.ts'

/** `autoContinue`: what this process cannot finish goes on elsewhere by itself, text or not. */
type Answering = {
  store: Store
  model: ModelProvider
  /** Left out: nobody has documents. */
  findEvidence?: FindEvidence | undefined
  /** Left out: there are no external workers. */
  workflow?: Workflow | undefined
  maxReplyChars: number
  autoContinue: boolean
}

/** The reply has all the text it may have. */
const FULL = Symbol('full')

/** Fills one reply: history → evidence → model → tape → end. Leaves it ended, whatever happens. */
export async function answer(
  { store, model, findEvidence, workflow, maxReplyChars, autoContinue }: Answering,
  reply: OwnedReply,
): Promise<void> {
  const call = new AbortController()
  // Both go when the reply goes: `AbortSignal.any` would cost as much as a statement of the database.
  const hangUp = () => call.abort(reply.signal.reason)
  if (reply.signal.aborted) hangUp()
  else reply.signal.addEventListener('abort', hangUp)
  const isFull = () => call.signal.reason === FULL
  try {
    const { turns, botId } = await readHistory(store.db, reply.row)
    const evidence = await findEvidence?.({ userId: reply.row.user_id, botId, turns, signal: call.signal })
    if (evidence && refuses(evidence)) return await refuse(reply, evidence.bot.refusalText)
    const telling = tellingOf(turns, evidence, reply)
    const sink = citing(
      reply,
      sinkOf(reply, maxReplyChars, () => call.abort(FULL)),
      telling.grounds,
    )
    const answerer = reply.row.provider === 'workflow' ? await workersFor(reply.row, store, workflow) : model
    reply.asks(() => estimateTurns(telling.turns))
    const result = await answerer.stream(
      {
        model: reply.row.model ?? '',
        ...telling,
        signal: call.signal,
        ...(reply.prefix === '' ? {} : { prefix: reply.prefix }),
      },
      sink,
    )
    sink.end()
    const finishReason = isFull() ? 'length' : result.finishReason
    await reply.end({ status: 'complete', finishReason, usage: result.usage })
  } catch (error) {
    if (reply.signal.aborted) return leave(reply, autoContinue)
    if (isFull()) return reply.end({ status: 'complete', finishReason: 'length' })
    if (!(error instanceof ModelFailure)) throw error
    await reply.end({ status: 'failed', error: { code: error.code, message: error.message } })
  }
}

/** Has to have something to stand on, and has nothing. */
function refuses({ bot, passages }: Evidence): boolean {
  return bot.refusalText !== null && passages.length === 0
}

/** In the bot's own words, behind what there is already. */
function refuse(reply: OwnedReply, refusalText: string | null): Promise<void> {
  reply.signal.throwIfAborted()
  const text = refusalText ?? ''
  if (text.startsWith(reply.prefix)) reply.text(text.slice(reply.prefix.length))
  else reply.text(`\n\n${text}`)
  const usage = { promptTokens: 0, completionTokens: 0 }
  return reply.end({ status: 'complete', finishReason: 'no_evidence', usage })
}

/** The external workers, as a model for one reply. */
async function workersFor(
  { id, user_id, conversation_id, epoch }: MessageRow,
  store: Store,
  workflow: Workflow | undefined,
): Promise<Pick<ModelProvider, 'stream'>> {
  if (!workflow) throw workerFailures.notHere()
  const conversation = await findConversation(store.db, user_id, conversation_id)
  const sessionId = conversation ? sessionIdOf(conversation) : conversation_id
  const work = { messageId: id, sessionId, conversationId: conversation_id, epoch }
  return { stream: (request, sink) => workflow.stream(work, request, sink) }
}

/** Passes text on until the reply is full, and cuts it there, never inside a surrogate pair. */
function sinkOf(reply: OwnedReply, maxChars: number, onFull: () => void): CitingSink {
  let full = false
  return {
    text(piece) {
      if (full) return
      const room = maxChars - reply.length
      if (piece.length <= room) return reply.text(piece)
      const end = insidePair(piece, room) ? room - 1 : room
      if (end > 0) reply.text(piece.slice(0, end))
      full = true
      onFull()
    },
    cite(citation) {
      if (!full) reply.data(citation)
    },
    wait: ({ reason, delayMs }) => reply.data({ type: 'wait', reason, delay_ms: Math.round(delayMs) }),
  }
}

/** The owner was told to leave. What was seen stays as it is; what nobody has seen may begin anew elsewhere. */
function leave(reply: OwnedReply, autoContinue: boolean): Promise<void> {
  const reason: Ending | 'hand over' =
    reply.signal.reason === 'stop'
      ? { status: 'stopped' }
      : reply.visible && !autoContinue
        ? {
            status: 'interrupted',
            error: { code: 'server_stopped', message: 'The server stopped while it was writing this reply.' },
          }
        : 'hand over'
  return reason === 'hand over' ? reply.handOver() : reply.end(reason)
}
