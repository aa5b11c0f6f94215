import type { Hint } from '../../bus/bus.ts'
import { createFakeClock, type FakeClock } from '../../lib/fake-clock.ts'
import type { ModelResult, Turn } from '../../model/model.ts'
import { createWorkflow, type Workflow } from '../workflow.ts'
import { createWorkBus, type WorkBus } from './work-bus.ts'

export const LIMITS = {
  maxBuffers: 3,
  maxChunks: 5,
  maxAgeMs: 600_000,
  cleanupIntervalMs: 1_000,
  missingChunkTimeoutMs: 10_000,
  firstTokenTimeoutMs: 60_000,
  silenceTimeoutMs: 30_000,
}
export const TURNS: Turn[] = [{ role: 'user', content: 'hello' }]

/** A reply that is left to the workers, and what has become of it. */
export type LeftReply = {
  text: string
  ended: ModelResult | undefined
  /** `code: sentence` of a failure, or why it was left. */
  failed: string | undefined
  stop(): void
}
export type WorkflowWorld = {
  bus: WorkBus
  clock: FakeClock
  workflow: Workflow
  /** The facts of all warnings. */
  warnings: (object | string)[]
  leave(given?: { id?: string; epoch?: number; turns?: Turn[]; prefix?: string }): LeftReply
  /** What workers send to the pod, all at once. */
  say(...messages: Hint[]): Promise<void>
}

/** One process with its workers; a model has room for two turns there. */
export function openWorkflow(): WorkflowWorld {
  const bus = createWorkBus()
  const clock = createFakeClock()
  const warnings: (object | string)[] = []
  const logger = { warn: (first: object | string) => void warnings.push(first) }
  const fit = (turns: readonly Turn[]) => turns.slice(-2)
  const workflow = createWorkflow({ bus, podId: 'pod-a', clock, logger, fit }, LIMITS)

  return {
    bus,
    clock,
    workflow,
    warnings,
    leave({ id = 'r', epoch = 1, turns = TURNS, prefix = '' } = {}) {
      const controller = new AbortController()
      const stop = () => controller.abort('stop')
      const reply: LeftReply = { text: '', ended: undefined, failed: undefined, stop }
      const work = { messageId: id, sessionId: 's', conversationId: 'c', epoch }
      const sink = {
        text(piece: string) {
          if (reply.ended || reply.failed) throw new Error('text behind the end')
          reply.text += piece
        },
        wait() {},
      }
      workflow.stream(work, { model: 'm', turns, prefix, signal: controller.signal }, sink).then(
        result => (reply.ended = result),
        (reason: (Error & { code?: string }) | string) => {
          reply.failed = typeof reason === 'string' ? reason : `${reason.code}: ${reason.message}`
        },
      )
      return reply
    },
    async say(...messages) {
      for (const message of messages) bus.publish('chat.pod.pod-a.response', message)
      await clock.advance(0)
    },
  }
}

export function chunk(id: number, text: string, more: object = {}): Hint {
  return { message_id: 'r', chunk_id: id, chunk: text, is_final: false, ...more }
}

export function final(id: number, text = ''): Hint {
  return chunk(id, text, { is_final: true })
}
