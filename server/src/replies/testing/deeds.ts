import { continueReply, regenerate, stop } from '../../chat/again.ts'
import { send } from '../../chat/send.ts'
import type { Cast } from './cast.ts'
import { ANA, type Ground } from './ground.ts'

/** What people do, and what happens to the machines: how often, beside each other. */
export const DEEDS = {
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
  empty: 1.5,
  oversleep: 0,
}
export type Deed = keyof typeof DEEDS
/** Where owners come back after others have taken their replies over. */
export const SLEEPY: Record<Deed, number> = { ...DEEDS, oversleep: 4, kill: 0.3, freeze: 0, goOn: 0 }
/** About when a lease has ended, and whoever took over has just begun. */
const OVERSLEPT_MS = [9_000, 10_500, 12_000, 12_500, 13_000, 14_000]

export function deedsOf(cast: Cast, { chance, clock, weather, world }: Ground): Record<Deed, () => void> {
  const someReply = (deed: (replyId: string) => void) => {
    // Mostly the newest: there is something going on.
    const replyId = chance.chance(0.6) ? cast.replies.at(-1) : chance.pick(cast.replies)
    if (replyId !== undefined) deed(replyId)
  }
  const someConversation = () => chance.pick(cast.conversations) ?? ''
  return {
    send() {
      const replyId = cast.addReply()
      const sending = {
        userId: ANA,
        conversationId: someConversation(),
        id: `m-${replyId}`,
        replyId,
        content: `tell me of ${replyId}`,
      }
      cast.say(({ desk }) => send(desk, sending))
    },
    again: () => cast.again.splice(0, 1).forEach(cast.say),
    stop: () => someReply(messageId => cast.say(({ desk }) => stop(desk, { userId: ANA, messageId }))),
    continue: () => someReply(messageId => cast.say(({ desk }) => continueReply(desk, { userId: ANA, messageId }))),
    regenerate: () =>
      someReply(messageId => {
        const replyId = cast.addReply()
        cast.say(({ desk }) => regenerate(desk, { userId: ANA, messageId, replyId }))
      }),
    remove() {
      const id = someConversation()
      cast.say(({ conversations }) => conversations.remove(ANA, id).then(cast.addConversation))
    },
    read: () =>
      someReply(replyId => {
        const reader = cast.addReader(replyId)
        const pod = cast.anyPod()
        if (pod) reader.connect(pod)
      }),
    leave: () => chance.pick(cast.readers)?.leave(),
    reconnect() {
      const pod = cast.anyPod()
      for (const reader of cast.readers) if (pod && reader.state === 'away' && chance.chance(0.5)) reader.connect(pod)
    },
    start: () => void cast.start(),
    kill() {
      const pod = cast.anyPod()
      if (pod && !world.losesTape) cast.end(pod)
    },
    freeze() {
      if (world.maxPods > 1 && !world.losesTape) cast.anyPod()?.life.stop()
    },
    oversleep() {
      const pod = cast.anyPod()
      pod?.life.stop()
      clock.setTimer(() => pod?.life.goOn(), chance.pick(OVERSLEPT_MS) ?? 0)
    },
    goOn: () => cast.pods.forEach(pod => pod.life.goOn()),
    drain() {
      const pod = world.losesTape ? undefined : cast.anyPod()
      void pod?.engine.drain(chance.int(2_000)).then(() => cast.end(pod))
    },
    resume: () => cast.anyPod()?.resume(),
    weather: () =>
      void Object.assign(weather, {
        slowMs: chance.pick([0, 0, 5, 100, 2_000]),
        failing: chance.pick([0, 0, 0.05, 0.3]),
        lossy: chance.pick([0, 0.2, 0.8]),
        tapeAway: world.losesTape === true && chance.chance(0.3),
      }),
    empty: () => world.empty?.(clock.now()),
  }
}
