/** Something may be new under a topic. Hints may be lost, doubled or reordered: nobody relies on one. */
export type Hint = { [field: string]: unknown }

export type Bus = {
  /** Never awaited, never throws. */
  publish(topic: string, hint: Hint): void
  subscribe(topic: string, listener: (hint: Hint) => void): () => void
  /** Something may have been missed: read again. */
  onResume(listener: () => void): () => void
  close(): Promise<void>
}
