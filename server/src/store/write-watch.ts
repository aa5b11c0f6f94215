import { isOutage } from './faults.ts'

/** Whether the database takes what is written to it, as the last write has told. */
export type WriteWatch = {
  /** Runs a write, and remembers whether the database was there for it. */
  watch<T>(write: () => Promise<T>): Promise<T>
  /** True where the last write met a database that is away, full or not to be written. */
  readonly failing: boolean
  /** Writes that have not ended. */
  readonly pending: number
}

export function createWriteWatch(): WriteWatch {
  let failing = false
  let pending = 0
  return {
    async watch(write) {
      pending++
      try {
        const result = await write()
        failing = false
        return result
      } catch (error) {
        // What was refused for another reason tells nothing about the database.
        if (isOutage(error)) failing = true
        throw error
      } finally {
        pending--
      }
    },
    get failing() {
      return failing
    },
    get pending() {
      return pending
    },
  }
}
