/** Of so many owners it is remembered when they had their turn. */
const REMEMBERED = 1_000

type Waiting = { userId: string; busy: number }

/**
 * Whose job a worker does next: theirs who have the fewest being done, and of those, theirs whose last turn here is
 * longest ago. So a long queue takes every other turn, and not all of them until it is done.
 */
export function createTurns() {
  /** The latest last. */
  const lastTurns = new Map<string, number>()
  let turn = 0
  return {
    /** Those with the same claim stay as they come. */
    order: (waiting: readonly Waiting[]): string[] =>
      waiting
        .toSorted((a, b) => a.busy - b.busy || (lastTurns.get(a.userId) ?? 0) - (lastTurns.get(b.userId) ?? 0))
        .map(({ userId }) => userId),
    took(userId: string): void {
      lastTurns.delete(userId)
      lastTurns.set(userId, ++turn)
      for (const oldest of lastTurns.keys()) if (lastTurns.size > REMEMBERED) lastTurns.delete(oldest)
    },
  }
}
