import type { EventEmitter } from 'node:events'
import { createFakeClock, type FakeClock } from '../../lib/fake-clock.ts'
import type { ModelProvider } from '../../model/model.ts'
import { insertConversation } from '../../store/conversations.ts'
import type { Store } from '../../store/open.ts'
import { createEncoder, openLedger, type Ledger } from './ledger.ts'
import { CALM, type Life, type Weather } from './life.ts'
import { createHub } from './ports.ts'
import type { Call } from './provider.ts'
import { seeded, type Seeded } from './seeded.ts'
import type { Stage } from './stage.ts'
import { WORLDS, type TapeWorld, type WorldName } from './worlds.ts'

export const ANA = 'ana'

type Model = (call: Call, life: Life, ground: Ground) => ModelProvider

/** What all processes of a test share. */
export type Ground = {
  clock: FakeClock
  chance: Seeded
  weather: Weather
  store: Store
  ledger: Ledger
  hub: EventEmitter
  world: TapeWorld
  /** Answers one call. */
  model: Model
  autoContinue?: boolean
  /** Owners oversleep their leases. */
  sleepy?: boolean
}

/** A place with one user and nothing else in it. */
export async function openGround(
  { store, setClock }: Stage,
  { name, seed, model }: { name: WorldName; seed: number; model: Model },
): Promise<Ground> {
  const clock = createFakeClock()
  setClock(clock)
  const encode = createEncoder()
  const world = WORLDS[name](encode)
  const ledger = openLedger(store, encode, world)
  await store.write(trx => trx.insertInto('users').values({ id: ANA, kind: 'guest', rev: 0, created_at: 0 }).execute())
  return { clock, chance: seeded(seed), weather: { ...CALM }, store, ledger, hub: createHub(), world, model }
}

export async function makeConversation({ store, clock }: Ground, id: string): Promise<void> {
  const at = clock.now()
  const blank = {
    name: null,
    title: '',
    title_from: null,
    model: null,
    system_prompt: null,
    pinned: 0,
    archived: 0,
    bot_id: null,
    head_message_id: null,
  } as const
  await store.write(trx => insertConversation(trx, { ...blank, id, user_id: ANA, created_at: at, updated_at: at }))
}
