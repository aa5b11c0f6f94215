/** What is left of a quota after one was taken, or asked for. */
export type Left = { allowed: boolean; remaining: number; resetMs: number }

export type Quota = {
  max: number
  windowMs: number
  take(key: string): Promise<Left>
  /** What `take` would find, without taking. */
  look(key: string): Promise<Left>
  /** Takes back one that was taken and did not count. */
  giveBack(key: string): Promise<void>
}

/** One kind of place that a connection takes: at most `max` of the same key, wherever they are open. */
export type Seat = { key: string; max: number }

/**
 * How often, and how many at once, over all processes together. What cannot be asked is counted here: it is never left
 * open, and nothing here rejects.
 */
export type Limits = {
  /**
   * `max` for each key in a window of `windowMs` that begins with the first. Quotas of different names do not meet; one
   * name is asked for once.
   */
  quota(name: string, rule: { max: number; windowMs: number }): Quota
  /** Takes all of the seats, answering how to give them back (once), or none, answering the first that is full. */
  sit(seats: readonly Seat[]): Promise<{ release: () => void } | { full: Seat }>
  close(): Promise<void>
}
