import { connect } from '@nats-io/transport-node'
import type { Turn } from '../../src/model/model.ts'

/** Work as it is offered to external workers. */
export type Work = {
  message_id: string
  session_id: string
  conversation_id: string
  pod_id: string
  epoch: number
  model: string
  messages: Turn[]
  respond_to: string
}

/** An external worker that takes the work of one conversation, so that it is in nobody's way. */
export type Worker = {
  /** The next piece of work that it was given. */
  next(): Promise<Work>
  /** Sends these in this order; `message_id` and `epoch` are the work's, unless told otherwise. */
  say(work: Work, ...said: object[]): Promise<void>
  leave(): Promise<void>
}

export async function openWorker(natsUrl: string, conversationId: string): Promise<Worker> {
  const nats = await connect({ servers: new URL(natsUrl).host })
  const offers = nats.subscribe(`chat.workflow.execute.${conversationId}`, { queue: 'workers' })
  const arriving = offers[Symbol.asyncIterator]()
  // Whoever has been told that it is there may rely on it.
  await nats.flush()
  return {
    async next() {
      const { value, done } = await arriving.next()
      if (done) throw new Error('the worker has left')
      return value.json<Work>()
    },
    async say({ message_id, epoch, respond_to }, ...said) {
      for (const one of said) nats.publish(respond_to, JSON.stringify({ message_id, epoch, ...one }))
      await nats.flush()
    },
    leave: () => nats.close(),
  }
}

/** A text as chunks, the last of them final. */
export function chunksOf(pieces: readonly string[]): { chunk_id: number; chunk: string; is_final: boolean }[] {
  return pieces.map((chunk, chunk_id) => ({ chunk_id, chunk, is_final: chunk_id === pieces.length - 1 }))
}
