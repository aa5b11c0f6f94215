import type { ConversationEvent, EventName, Events } from '@folio/protocol'
import { z } from 'zod'
import { userTopic, type Bus, type Hint } from '../bus/bus.ts'
import type { Settled } from '../replies/settle.ts'
import { toConversationEvent, toMessageComplete } from './wire.ts'

/** What a user's feed carries: everything but the chunks. */
export type FeedEvent =
  | Told<'message'>
  | Told<'conversation'>
  | (Told<'message_complete'> & { epoch: number })
  | Told<'job'>
type Told<Name extends EventName> = { name: Name; data: Events[Name] }

/** One commit of a user's: its revision, and what it changed. */
export type Change = { userRev: number; events: FeedEvent[] }

/** Tells the user's devices, here and elsewhere, of a transaction that has committed. */
export function announce(bus: Bus, userId: string, conversation: ConversationEvent, ...events: FeedEvent[]): void {
  const change: Change = {
    userRev: conversation.user_rev,
    events: [...events, { name: 'conversation', data: conversation }],
  }
  bus.publish(userTopic(userId), change)
}

const hinted = z.object({
  userRev: z.int(),
  events: z.array(
    z.looseObject({ name: z.enum(['message', 'conversation', 'message_complete']), data: z.looseObject({}) }),
  ),
})

/** What a hint tells of a commit. Undefined where it is none of ours: anybody may publish, a newer version of us too. */
export function changeOf(hint: Hint): Change | undefined {
  return hinted.safeParse(hint).success ? (hint as Change) : undefined
}

const hintedJob = z.object({ job: z.looseObject({ job_id: z.string() }) })

/** A job of the user's that has moved: it has no revision, whoever missed it asks for the job. */
export function jobOf(hint: Hint): Told<'job'> | undefined {
  return hintedJob.safeParse(hint).success ? { name: 'job', data: hint.job as Events['job'] } : undefined
}

/** A reply has ended, and the next of its conversation may have begun. */
export function announceSettled(bus: Bus, { row, conversation, next }: Settled): void {
  const ended = { name: 'message_complete', data: toMessageComplete(row), epoch: row.epoch } as const
  announce(bus, conversation.user_id, toConversationEvent(conversation, 'changed', next !== undefined), ended)
}
