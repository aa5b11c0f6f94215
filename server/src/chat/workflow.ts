import { podTopic, workTopic, type Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { estimateTurns } from '../lib/estimate-tokens.ts'
import type { Logger } from '../lib/logger.ts'
import type { ModelRequest, ModelResult, ModelSink, Turn } from '../model/model.ts'
import { workerFailures } from './worker-failures.ts'
import { createIntake, type Intake, type IntakeLimits } from './worker-intake.ts'

/** Nobody is told when a worker comes. */
const OFFER_AGAIN_MS = 2_000

export type WorkflowLimits = IntakeLimits & {
  /** Replies that are with the workers at once. */
  maxBuffers: number
}

/** Which reply a worker is to write, and which run of it. */
export type Work = { messageId: string; sessionId: string; conversationId: string; epoch: number }

/** The external workers: whoever takes work from the bus and sends the text back in chunks. */
export type Workflow = {
  /** As a model does it, for one reply. */
  stream(work: Work, request: ModelRequest, sink: ModelSink): Promise<ModelResult>
  /** Replies that are with the workers now. */
  readonly active: number
}

type Surroundings = {
  bus: Bus
  podId: string
  clock: Clock
  logger: Pick<Logger, 'warn'>
  /** The turns that a model has room for. */
  fit(turns: readonly Turn[]): Turn[]
}

export function createWorkflow({ bus, podId, clock, logger, fit }: Surroundings, limits: WorkflowLimits): Workflow {
  const intakes = new Map<string, Intake>()
  const respondTo = podTopic(podId)
  bus.subscribe(respondTo, message => {
    if (typeof message.message_id === 'string') intakes.get(message.message_id)?.hear(message)
  })

  return {
    get active() {
      return intakes.size
    },
    async stream({ messageId, sessionId, conversationId, epoch }, { model, turns, prefix, signal }, sink) {
      signal.throwIfAborted()
      if (intakes.size >= limits.maxBuffers) throw workerFailures.busy()
      const messages = fit(prefix ? [...turns, { role: 'assistant', content: prefix }] : turns)
      const intake = createIntake({ epoch, signal, sink, clock, limits })
      intakes.set(messageId, intake)
      const stopOffering = offer(intake, conversationId, {
        message_id: messageId,
        session_id: sessionId,
        conversation_id: conversationId,
        pod_id: podId,
        epoch,
        model,
        messages,
        respond_to: respondTo,
      })
      try {
        const bytes = await intake.over
        return {
          finishReason: 'stop',
          usage: { promptTokens: estimateTurns(messages), completionTokens: Math.ceil(bytes / 3) },
        }
      } finally {
        stopOffering()
        if (intakes.get(messageId) === intake) intakes.delete(messageId)
        if (intake.ignored > 0) {
          logger.warn({ message_id: messageId, words: intake.ignored }, 'a worker said what could not be understood')
        }
      }
    },
  }

  /** Until somebody has taken it; what comes back ends that before. */
  function offer(intake: Intake, conversationId: string, payload: object): () => void {
    let stopped = false
    let cancel = () => {}
    const offerOnce = async () => {
      // While the bus is away nobody can be there.
      const taken = await bus.offer(workTopic(conversationId), { ...payload }).catch(() => false)
      if (stopped || intake.begun) return
      if (taken) intake.taken()
      else cancel = clock.setTimer(() => void offerOnce(), OFFER_AGAIN_MS)
    }
    void offerOnce()
    return () => {
      stopped = true
      cancel()
    }
  }
}
