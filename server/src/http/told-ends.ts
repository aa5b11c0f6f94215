/** Of so many replies: what their feed still says of an end comes within seconds. */
const REMEMBERED = 100

export type ToldEnds = {
  add(row: { id: string; epoch: number }): void
  has(event: { data: { message_id: string }; epoch: number }): boolean
}

/** The ends of replies that a connection was told behind their last chunk, so that none is told twice. */
export function createToldEnds(): ToldEnds {
  const epochs = new Map<string, number>()
  return {
    add({ id, epoch }) {
      epochs.delete(id)
      epochs.set(id, epoch)
      for (const oldest of epochs.keys()) if (epochs.size > REMEMBERED) epochs.delete(oldest)
    },
    has: ({ data, epoch }) => (epochs.get(data.message_id) ?? 0) >= epoch,
  }
}
