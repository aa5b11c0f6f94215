import type { EventEmitter } from 'node:events'
import { answer } from '../../chat/answer.ts'
import { createConversations, type Conversations } from '../../chat/conversations.ts'
import type { Desk } from '../../chat/send.ts'
import type { FakeClock } from '../../lib/fake-clock.ts'
import { Fault } from '../../lib/testing/fault.ts'
import type { Store } from '../../store/open.ts'
import type { Tape } from '../../tape/tape.ts'
import { createReplies, type Replies } from '../replies.ts'
import { createLife, type Life, type Weather } from './life.ts'
import type { Ledger } from './ledger.ts'
import { busOf, storeOf } from './ports.ts'
import { playModel } from './provider.ts'
import type { Seeded } from './seeded.ts'

/** What all processes share. `openTape` gives each its own view of what is written. */
export type Ground = {
  clock: FakeClock
  chance: Seeded
  weather: Weather
  store: Store
  ledger: Ledger
  hub: EventEmitter
  openTape: (life: Life) => Promise<Tape>
}

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
  const { clock } = life
  const store = storeOf(life, ground.store)
  const bus = busOf(life, ground.hub, ground)
  try {
    const tape = await ground.openTape(life)
    const engine = createReplies(
      { store, tape, bus, clock, podId },
      {
        answer: reply =>
          answer({ store, model: playModel(ledger.calls(reply), life, ground), maxReplyChars: 120 }, reply),
        settled: settled => ledger.settles(settled),
        trouble: error => {
          if (!(error instanceof Fault))
            ledger.break(`trouble: ${error instanceof Error ? error.stack : String(error)}`)
        },
      },
    )
    const rules = { maxMessageChars: 100, maxMessageBytes: 400, defaultModel: 'played', offersModel: () => true }
    const desk: Desk = { store, replies: engine, bus, clock, podId, rules }
    const conversations = createConversations({ store, bus, clock, replies: engine })
    await engine.start()
    return { life, engine, desk, conversations, resume: bus.resume }
  } catch (error) {
    life.kill()
    if (!(error instanceof Fault)) throw error
    return undefined
  }
}
