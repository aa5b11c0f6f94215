import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../store/open.ts'
import { indexBacklog } from '../store/search-backlog.ts'

/** Between two pieces others write. */
const PAUSE_MS = 10
const LATER_MS = 10_000

/** After the update that brought the search: lets what was said before be found, little by little, while all goes on. */
export function createBacklog(store: Pick<Store, 'write'>, onTrouble: (error: unknown) => void) {
  const left = new AbortController()
  const pause = (ms: number) => sleep(ms, undefined, { signal: left.signal, ref: false }).catch(() => {})
  let working = Promise.resolve()

  async function work(): Promise<void> {
    while (!left.signal.aborted) {
      try {
        if (!(await store.write(indexBacklog))) return
        await pause(PAUSE_MS)
      } catch (error) {
        onTrouble(error)
        await pause(LATER_MS)
      }
    }
  }

  return {
    start: () => void (working = work()),
    async close(): Promise<void> {
      left.abort()
      await working
    },
  }
}
