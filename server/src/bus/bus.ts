/** Something may be new under a topic. Hints may be lost, doubled or reordered: nobody relies on one. */
export type Hint = { [field: string]: unknown }

export type Bus = {
  /** Never awaited, never throws. */
  publish(topic: string, hint: Hint): void
  subscribe(topic: string, listener: (hint: Hint) => void): () => void
  /** Something may have been missed: read again. */
  onResume(listener: () => void): () => void
  /** For one of those outside who wait for work. False where nobody was there to take it; rejects while the bus is away. */
  offer(topic: string, hint: Hint): Promise<boolean>
  close(): Promise<void>
}

/** The replies of one conversation: their text has grown, or they have ended. */
export const replyTopic = (conversationId: string) => `chat.session.${conversationId}.broadcast`
/** What is meant for one process: stops, and the chunks of external workers. */
export const podTopic = (podId: string) => `chat.pod.${podId}.response`
/** What has happened in one user's conversations. */
export const userTopic = (userId: string) => `chat.user.${userId}.broadcast`
/** A reply for an external worker. */
export const workTopic = (conversationId: string) => `chat.workflow.execute.${conversationId}`
/** A session has ended: whoever signed in with it is out, wherever they are. */
export const LOGINS_TOPIC = 'chat.logins.ended'
/** A reply waits, and whoever had it in hand is leaving: any process may go on with it. */
export const PODS_TOPIC = 'chat.pods.work'
/** A job waits, or one that is being done is to be looked at again. */
export const JOBS_TOPIC = 'chat.jobs.work'
