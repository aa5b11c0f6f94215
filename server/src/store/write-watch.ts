import { isOutage } from './faults.ts'

/** Whether the database takes what is written to it, as the last write has told. */
export type WriteWatch = {
  /** Runs a write, and remembers whether the database was there for it. */
  watch<T>(write: () => Promise<T>): Promise<T>
  /** True where the last write met a database that is away, full or not to be written. */
  readonly failing: boolean
}

export function createWriteWatch(): WriteWatch {
  let failing = false
  return {
    async watch(write) {
      try {
        const result = await write()
        failing = false
        return result
      } catch (error) {
        // What was refused for another reason tells nothing about the database.
        if (isOutage(error)) failing = true
        throw error
      }
    },
    get failing() {
      return failing
    },
  }
}
