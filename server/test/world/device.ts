import { createTranscript } from './follower.ts'
import type { Answer } from './http.ts'
import { createInbox, type Inbox } from './inbox.ts'
import type { Person } from './person.ts'
import { readSse } from './sse.ts'

/** A device that listens to a stream that stays open. */
export type Device = Pick<Inbox, 'frames' | 'first' | 'until'> & { leave(): void }

/** To one session of its owner's. */
export async function listen(person: Person, sessionId: string, lastEventId?: string): Promise<Device> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const answer = await person.stream('GET', `/api/sse?session_id=${sessionId.replaceAll(' ', '%20')}`, { headers })
  if (answer.status !== 200) throw new Error(`the stream answered ${answer.status}`)
  return hear(answer)
}

/** Collects the events of a stream until it ends, however it does. */
export function hear(answer: Answer): Device {
  const inbox = createInbox()
  const play = async () => {
    for await (const frame of readSse(answer.pieces)) inbox.push(frame)
  }
  void play()
    .catch(() => {})
    .finally(inbox.close)
  return { frames: inbox.frames, first: inbox.first, until: inbox.until, leave: answer.leave }
}

/** What a device was given of one reply, without gap or repeat. */
export function textOn({ frames }: Pick<Device, 'frames'>, messageId: string, from?: string): string {
  const transcript = createTranscript(from)
  for (const frame of frames) if (frame.type === 'chunk' && frame.message_id === messageId) transcript.take(frame)
  return transcript.text
}
