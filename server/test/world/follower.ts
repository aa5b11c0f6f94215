import type { ChunkEvent, MessageCompleteEvent } from '@folio/protocol'
import type { Answer } from './http.ts'
import { createInbox, type Frame, type Inbox } from './inbox.ts'
import { readSse } from './sse.ts'

/** A reader of one reply, while it reads. It throws at the first chunk that leaves a gap or says something twice. */
export type Follower = Pick<Inbox, 'frames' | 'first' | 'until'> & {
  /** What it was given, from where it began. */
  readonly text: string
  /** Where it stands: with this it comes back. */
  readonly address: string
  readonly complete: MessageCompleteEvent | undefined
  /** How its connection ended: behind `message_complete`, or before. Rejects where a chunk did not fit. */
  over: Promise<'whole' | 'broken'>
  leave(): void
}

/** Puts chunks together, and refuses those that do not fit. */
export function createTranscript(address = '0.0') {
  const [from = '0', offset] = address.split('.')
  let epoch = offset === undefined ? 0 : Number(from)
  let at = Number(offset ?? from)
  let text = ''
  let chunks = 0
  let final = false
  return {
    get text() {
      return text
    },
    get address() {
      return `${epoch}.${at}`
    },
    take({ epoch: itsEpoch, at: start, chunk, part, chunk_id, is_final }: ChunkEvent & { id?: string }): void {
      const faults = [
        start !== at && `it starts at ${start}, where ${at} was due`,
        itsEpoch < epoch && `it is of epoch ${itsEpoch}, behind ${epoch}`,
        chunk_id !== chunks && `it is number ${chunk_id}, where ${chunks} was due`,
        final && 'it comes behind the final one',
      ].filter(Boolean)
      if (faults.length > 0) throw new Error(`a chunk does not fit: ${faults.join(', ')}`)
      epoch = itsEpoch
      at += part ? 1 : chunk.length
      text += chunk
      chunks++
      final = is_final
    },
    /** Something has come, but not the final chunk. */
    get open() {
      return chunks > 0 && !final
    },
  }
}

/** Reads one reply from a stream of events. */
export function followSse(answer: Answer, address?: string): Follower {
  if (answer.status !== 200) throw new Error(`the stream answered ${answer.status}`)
  return follow(address, answer.leave, async inbox => {
    for await (const frame of readSse(answer.pieces)) inbox.push(frame)
  })
}

/** Reads one reply from wherever `play` brings the frames from. */
export function follow(
  address: string | undefined,
  leave: () => void,
  play: (inbox: Inbox) => Promise<void>,
): Follower {
  const inbox = createInbox()
  const transcript = createTranscript(address)
  let complete: MessageCompleteEvent | undefined
  const take = (frame: Frame) => {
    if (complete) throw new Error(`${frame.type} comes behind message_complete`)
    if (frame.type === 'chunk') transcript.take(frame)
    if (frame.type === 'message_complete') {
      if (transcript.open) throw new Error('message_complete comes before the final chunk')
      complete = frame
    }
    inbox.push(frame)
  }
  const over = play({ ...inbox, push: take })
    .catch((error: unknown) => {
      if (!isBroken(error)) throw error
    })
    .then(() => (complete ? ('whole' as const) : ('broken' as const)))
    .finally(inbox.close)
  // Whoever does not wait for the end is not told of it.
  over.catch(() => {})
  return {
    frames: inbox.frames,
    first: inbox.first,
    until: inbox.until,
    get text() {
      return transcript.text
    },
    get address() {
      return transcript.address
    },
    get complete() {
      return complete
    },
    over,
    leave,
  }
}

function isBroken(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|EPIPE)$/.test(String(error.code))
  )
}
