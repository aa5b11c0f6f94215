import { openCast, type Cast } from './cast.ts'
import { DEEDS, deedsOf, SLEEPY } from './deeds.ts'
import { openGround, type Ground } from './ground.ts'
import { CALM } from './life.ts'
import { playModel } from './provider.ts'
import type { Stage } from './stage.ts'
import type { WorldName } from './worlds.ts'

const STEPS = 40
/** Long enough for four replies of one conversation whose provider hangs, and for leases to end between them. */
const REST_S = 240
/** The tape of a reply that a dead process had ended is swept after ten minutes, others within two seconds. */
const SWEPT_MS = 660_000

export type StoryRules = Pick<Ground, 'autoContinue' | 'sleepy'>

/** Plays one story to its end; throws with all promises that were broken. */
export async function play(seed: number, name: WorldName, stage: Stage, rules: StoryRules): Promise<void> {
  const ground = { ...(await openGround(stage, { name, seed, model: playModel })), ...rules }
  const { chance, ledger, weather, world } = ground
  const cast = openCast(ground)
  const deeds = deedsOf(cast, ground)
  await cast.addConversation()
  await cast.addConversation()
  await cast.start()

  for (let step = 0; step < STEPS; step++) {
    deeds[chance.weighted(ground.sleepy ? SLEEPY : DEEDS)]()
    await pass(ground, chance.pick([0, 1, 30, 300, 3_000]) ?? 0)
  }
  Object.assign(weather, CALM)
  cast.pods.forEach(pod => pod.life.goOn())
  await readAll(cast, ground)
  // Whoever comes now finds the same.
  await readAll(cast, ground)
  ledger.checkEnd()
  const long = chance.chance(0.05)
  await pass(ground, long ? SWEPT_MS : 0)
  if (long && world.kept() > 0) ledger.break(`${world.kept()} rows are left on the tape`)
  verify(ground)
}

async function pass(ground: Ground, ms: number): Promise<void> {
  await ground.clock.advance(ms)
  ground.ledger.check()
  verify(ground)
}

function verify({ ledger }: Ground): void {
  if (ledger.broken.length > 0) throw new Error(ledger.broken.join('\n'))
}

/** Every reply is read by somebody from somewhere, until all is said. */
async function readAll(cast: Cast, ground: Ground): Promise<void> {
  cast.dismissReaders()
  for (const replyId of cast.replies) cast.addReader(replyId)
  for (let seconds = 0; seconds < REST_S; seconds++) {
    if (cast.pods.length === 0) void cast.start()
    const pod = cast.anyPod()
    for (const reader of cast.readers) if (pod && reader.state === 'away') reader.connect(pod)
    await pass(ground, 1_000)
    if (cast.atRest) return
  }
  const replies = cast.replies.map(replyId => `${replyId} ${ground.ledger.row(replyId)?.status ?? 'gone'}`)
  const readers = cast.readers.map(({ replyId, state }) => `${replyId} ${state}`)
  const active = cast.pods.map(pod => pod.engine.active)
  ground.ledger.break(
    `does not come to rest; ${replies.join(', ')}; readers: ${readers.join(', ')}; active: ${active.join(', ')}`,
  )
}
