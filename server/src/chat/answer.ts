import { insidePair } from '@folio/protocol'
import { ModelFailure, type ModelProvider, type ModelSink } from '../model/model.ts'
import type { Ending, OwnedReply } from '../replies/own.ts'
import { findConversation } from '../store/conversations.ts'
import type { Store } from '../store/open.ts'
import type { MessageRow } from '../store/tables.ts'
import { sessionIdOf } from './accepted.ts'
import { readHistory } from './history.ts'
import { workerFailures } from './worker-failures.ts'
import type { Workflow } from './workflow.ts'

/** `autoContinue`: what this process cannot finish goes on elsewhere by itself, text or not. */
type Answering = {
  store: Store
  model: ModelProvider
  /** Left out: there are no external workers. */
  workflow?: Workflow | undefined
  maxReplyChars: number
  autoContinue: boolean
}

/** The reply has all the text it may have. */
const FULL = Symbol('full')

/** Fills one reply: history → model → tape → end. Leaves it ended, whatever happens. */
export async function answer(
  { store, model, workflow, maxReplyChars, autoContinue }: Answering,
  reply: OwnedReply,
): Promise<void> {
  const turns = await readHistory(store.db, reply.row)
  const call = new AbortController()
  // Both go when the reply goes: `AbortSignal.any` would cost as much as a statement of the database.
  const hangUp = () => call.abort(reply.signal.reason)
  if (reply.signal.aborted) hangUp()
  else reply.signal.addEventListener('abort', hangUp)
  const isFull = () => call.signal.reason === FULL
  try {
    const answerer = reply.row.provider === 'workflow' ? await workersFor(reply.row, store, workflow) : model
    const result = await answerer.stream(
      {
        model: reply.row.model ?? '',
        turns,
        signal: call.signal,
        ...(reply.prefix === '' ? {} : { prefix: reply.prefix }),
      },
      sinkOf(reply, maxReplyChars, () => call.abort(FULL)),
    )
    const finishReason = isFull() ? 'length' : result.finishReason
    await reply.end({ status: 'complete', finishReason, usage: result.usage })
  } catch (error) {
    if (reply.signal.aborted) return leave(reply, autoContinue)
    if (isFull()) return reply.end({ status: 'complete', finishReason: 'length' })
    if (!(error instanceof ModelFailure)) throw error
    await reply.end({ status: 'failed', error: { code: error.code, message: error.message } })
  }
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
function sinkOf(reply: OwnedReply, maxChars: number, onFull: () => void): ModelSink {
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
