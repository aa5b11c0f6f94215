import type { Seat } from './limits.ts'

export type Seats = {
  /** Takes all of the seats or none, at once. */
  sit(seats: readonly Seat[]): { release: () => void } | { full: Seat }
  /** How many are taken of each key; those of which none is are not there. */
  readonly taken: ReadonlyMap<string, number>
}

/** The seats that are taken in this process. */
export function createSeats(): Seats {
  const taken = new Map<string, number>()
  const add = (key: string, change: number) => {
    const count = (taken.get(key) ?? 0) + change
    if (count > 0) taken.set(key, count)
    else taken.delete(key)
  }
  return {
    sit(seats) {
      const full = seats.find(({ key, max }) => (taken.get(key) ?? 0) >= max)
      if (full) return { full }
      for (const { key } of seats) add(key, 1)
      return {
        release: once(() => {
          for (const { key } of seats) add(key, -1)
        }),
      }
    },
    taken,
  }
}

/** Who gives back twice has given back once. */
function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}
