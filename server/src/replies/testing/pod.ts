import { answer } from '../../chat/answer.ts'
import { createConversations, type Conversations } from '../../chat/conversations.ts'
import type { Desk } from '../../chat/turn.ts'
import { Fault } from '../../lib/testing/fault.ts'
import { createReplies, type Replies } from '../replies.ts'
import type { Ground } from './ground.ts'
import { createLife, type Life } from './life.ts'
import { busOf, storeOf } from './ports.ts'

/** One process with its reply engine. */
export type Pod = {
  life: Life
  engine: Replies
  desk: Desk
  conversations: Conversations
  /** Its connection to the others was away for a moment. */
  resume(): void
}

/** Starts a process; undefined where it could not start and has ended again. */
export async function startPod(podId: string, ground: Ground): Promise<Pod | undefined> {
  const { ledger } = ground
  const life = createLife(ground)
  const { autoContinue = false } = ground
  const { clock } = life
  const store = storeOf(life, ground.store)
  const bus = busOf(life, ground.hub, ground)
  try {
    const tape = await ground.world.openTape(life, ground)
    const engine = createReplies(
      { store, tape, bus, clock, podId },
      {
        answer: reply =>
          answer(
            { store, model: ground.model(ledger.calls(reply), life, ground), maxReplyChars: 120, autoContinue },
            reply,
          ),
        settled: settled => ledger.settles(settled),
        trouble: error => {
          if (!(error instanceof Fault)) ledger.break(`trouble: ${told(error)}`)
        },
      },
      { alone: ground.world.maxPods === 1, autoContinue },
    )
    const rules = { maxMessageChars: 100, maxMessageBytes: 400, defaultModel: 'played', offersModel: () => true }
    const desk: Desk = { store, replies: engine, bus, clock, podId, rules }
    const conversations = createConversations({ store, bus, clock, replies: engine })
    await engine.start()
    return { life, engine, desk, conversations, resume: bus.resume }
  } catch (error) {
    life.kill()
    if (!(error instanceof Fault)) ledger.break(`could not start: ${told(error)}`)
    return undefined
  }
}

export function told(error: unknown): string {
  return error instanceof Error ? String(error.stack) : String(error)
}
