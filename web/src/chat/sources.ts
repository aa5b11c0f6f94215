import type { Source } from '@folio/protocol'
import type { Call } from './api.ts'

export type Sources = ReturnType<typeof createSources>

const WAIT_MS = 20_000

/** What is known of a source, and its text. Each throws `CallFailed`; `not_found` where it has been removed. */
export function createSources(call: Call) {
  const get = (path: string) => call(path, { signal: AbortSignal.timeout(WAIT_MS) })

  return {
    find: async (id: string) => (await (await get(`/api/sources/${id}`)).json()) as Source,
    /** From `start` to `end` in UTF-16 units, as far as there is text. */
    text: async (id: string, start: number, end: number) =>
      (await get(`/api/sources/${id}/text?start=${start}&end=${end}`)).text(),
  }
}
