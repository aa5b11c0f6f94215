import { isEnd } from '@folio/protocol'
import { continueReply, regenerate, stop } from '../../chat/again.ts'
import { send } from '../../chat/send.ts'
import { createFakeClock } from '../../lib/fake-clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import { Fault } from '../../lib/testing/fault.ts'
import { insertConversation } from '../../store/conversations.ts'
import { CALM } from './life.ts'
import { createEncoder, openLedger } from './ledger.ts'
import { startPod, type Ground, type Pod } from './pod.ts'
import { createHub } from './ports.ts'
import { openReader, type Reader } from './reader.ts'
import { seeded } from './seeded.ts'
import type { Stage } from './stage.ts'
import { WORLDS, type WorldName } from './worlds.ts'

const ANA = 'ana'
const STEPS = 40
/** Long enough for four replies of one conversation whose provider hangs, and for leases to end between them. */
const REST_S = 240

/** What people do, and what happens to the machines: how often, beside each other. */
const DEEDS = {
  send: 8,
  again: 2,
  stop: 3,
  continue: 4,
  regenerate: 2,
  remove: 0.5,
  read: 8,
  leave: 2,
  reconnect: 6,
  start: 4,
  kill: 1.2,
  freeze: 0.8,
  goOn: 2,
  drain: 1,
  resume: 1,
  weather: 5,
}
type Deed = keyof typeof DEEDS

/** Plays one story to its end; throws with all promises that were broken. */
export async function play(seed: number, name: WorldName, stage: Stage): Promise<void> {
  const story = await begin(seed, name, stage)
  for (let step = 0; step < STEPS; step++) {
    story.act()
    await story.pass(story.chance.pick([0, 1, 30, 300, 3_000]) ?? 0)
  }
  await story.comeToRest()
}

async function begin(seed: number, name: WorldName, { store, setClock }: Stage) {
  const clock = createFakeClock()
  setClock(clock)
  if (store.engine.kind !== 'sqlite') throw new Error('a story takes place in a SQLite file')
  // The database keeps the world's time.
  store.engine.file.writer.function('unixepoch', { varargs: true, deterministic: false }, () => clock.now() / 1_000)
  const chance = seeded(seed)
  const weather = { ...CALM }
  const encode = createEncoder()
  const world = WORLDS[name](encode)
  const ledger = openLedger(store, encode, world.written)
  const ground: Ground = {
    clock,
    chance,
    weather,
    store,
    ledger,
    hub: createHub(),
    openTape: world.openTape({ clock, chance, weather }),
  }
  const conversations: string[] = []
  const replies: string[] = []
  const again: ((pod: Pod) => Promise<unknown>)[] = []
  let pods: Pod[] = []
  let readers: Reader[] = []
  let count = 0
  let starting = 0

  const start = async () => {
    starting++
    // One process may well come back under its old name.
    const podId = world.maxPods === 1 && chance.chance(0.5) ? 'pod' : `pod-${++count}`
    const pod = await startPod(podId, ground)
    starting--
    if (pod) pods.push(pod)
  }
  const anyPod = () => chance.pick(pods)
  /** Says something to any process. Where it fails or dies the client may say it again. */
  const say = (what: (pod: Pod) => Promise<unknown>) => {
    const pod = anyPod()
    if (!pod) return
    if (chance.chance(0.2)) again.push(what)
    what(pod).catch(error => {
      if (error instanceof Fault) again.push(what)
      else if (!(error instanceof Refusal)) ledger.break(error instanceof Error ? String(error.stack) : String(error))
    })
  }
  const makeConversation = async () => {
    const id = `c${conversations.length}`
    conversations.push(id)
    const at = clock.now()
    const row = {
      id,
      user_id: ANA,
      name: null,
      title: '',
      model: null,
      system_prompt: null,
      pinned: 0,
      archived: 0,
    } as const
    await store.write(trx => insertConversation(trx, { ...row, head_message_id: null, created_at: at, updated_at: at }))
  }
  const newReply = () => {
    const replyId = `r${replies.length}`
    replies.push(replyId)
    return replyId
  }
  const withReply = (deed: (replyId: string) => void) => {
    // Mostly the newest: there is something going on.
    const replyId = chance.chance(0.6) ? replies.at(-1) : chance.pick(replies)
    if (replyId !== undefined) deed(replyId)
  }
  const end = (pod: Pod) => {
    pods = pods.filter(other => other !== pod)
    pod.life.kill()
  }
  const deeds: Record<Deed, () => void> = {
    send() {
      const conversationId = chance.pick(conversations) ?? ''
      const replyId = newReply()
      const sending = { userId: ANA, conversationId, id: `m-${replyId}`, replyId, content: `tell me of ${replyId}` }
      say(({ desk }) => send(desk, sending))
    },
    again: () => void again.splice(0, 1).forEach(say),
    stop: () => withReply(messageId => say(({ desk }) => stop(desk, { userId: ANA, messageId }))),
    continue: () => withReply(messageId => say(({ desk }) => continueReply(desk, { userId: ANA, messageId }))),
    regenerate: () =>
      withReply(messageId => say(({ desk }) => regenerate(desk, { userId: ANA, messageId, replyId: newReply() }))),
    remove() {
      const id = chance.pick(conversations) ?? ''
      say(pod => pod.conversations.remove(ANA, id).then(makeConversation))
    },
    read: () =>
      withReply(replyId => {
        const reader = openReader(replyId, chance.int(ledger.seen(replyId).length + 1), ground)
        readers.push(reader)
        const pod = anyPod()
        if (pod) reader.connect(pod)
      }),
    leave: () => chance.pick(readers)?.leave(),
    reconnect() {
      const pod = anyPod()
      for (const reader of readers) if (pod && reader.state === 'away' && chance.chance(0.5)) reader.connect(pod)
    },
    start() {
      if (pods.length + starting < world.maxPods) void start()
    },
    kill() {
      const pod = anyPod()
      if (pod) end(pod)
    },
    freeze() {
      if (world.maxPods > 1) anyPod()?.life.stop()
    },
    goOn: () => pods.forEach(pod => pod.life.goOn()),
    drain() {
      const pod = anyPod()
      void pod?.engine.drain(chance.int(2_000)).then(() => end(pod))
    },
    resume: () => anyPod()?.resume(),
    weather: () =>
      void Object.assign(weather, {
        slowMs: chance.pick([0, 0, 5, 100, 2_000]),
        failing: chance.pick([0, 0, 0.05, 0.3]),
        lossy: chance.pick([0, 0.2, 0.8]),
      }),
  }
  const verify = () => {
    ledger.check()
    if (ledger.broken.length > 0) throw new Error(ledger.broken.join('\n'))
  }
  const atRest = () => {
    const open = replies.some(replyId => {
      const row = ledger.row(replyId)
      return row !== undefined && !isEnd(row.status)
    })
    return (
      !open &&
      readers.every(({ state }) => state === 'ended' || state === 'gone') &&
      pods.every(pod => pod.engine.active === 0)
    )
  }
  const pass = async (ms: number) => {
    await clock.advance(ms)
    verify()
  }
  const readAll = async () => {
    for (const reader of readers) reader.leave()
    readers = replies.map(replyId => openReader(replyId, chance.int(ledger.seen(replyId).length + 1), ground))
    for (let seconds = 0; seconds < REST_S; seconds++) {
      if (pods.length + starting === 0) void start()
      const pod = anyPod()
      for (const reader of readers) if (pod && reader.state === 'away') reader.connect(pod)
      await pass(1_000)
      if (atRest() && pods.length > 0) return
    }
    ledger.break(
      `does not come to rest: ${replies.map(id => `${id} ${ledger.row(id)?.status}`).join(', ')}; readers ${readers.map(r => r.state).join(', ')}; active ${pods.map(pod => pod.engine.active).join(', ')}`,
    )
  }

  await store.write(trx => trx.insertInto('users').values({ id: ANA, kind: 'guest', rev: 0, created_at: 0 }).execute())
  await makeConversation()
  await makeConversation()
  await start()
  return {
    chance,
    pass,
    act: () => deeds[chance.weighted(DEEDS)](),
    async comeToRest() {
      Object.assign(weather, CALM)
      pods.forEach(pod => pod.life.goOn())
      await readAll()
      // Whoever comes now finds the same.
      await readAll()
      ledger.checkEnd()
      // What a dead process has left on the tape is swept ten minutes later.
      await pass(chance.chance(0.05) ? 660_000 : 3_000)
      verify()
    },
  }
}
