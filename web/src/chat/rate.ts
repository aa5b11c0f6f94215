import type { Feedback } from '@folio/protocol'
import type { Api } from './api.ts'
import type { Failure } from './failure.ts'
import { tried } from './made.ts'
import type { Store } from './store.ts'

/** Says what a reply was worth, null: nothing. Shown at once, and taken back where it does not arrive. */
export function createRate(api: Pick<Api, 'rate'>, { getState, dispatch }: Store) {
  const show = (id: string, feedback: Feedback | null) => {
    const message = getState().messages[id]
    if (message) dispatch({ type: 'rows', rows: [{ ...message, feedback }] })
  }
  return async (id: string, feedback: Feedback | null): Promise<Failure | undefined> => {
    const before = getState().messages[id]?.feedback ?? null
    show(id, feedback)
    const failure = await tried(() => api.rate(id, feedback))
    if (failure) show(id, before)
    return failure
  }
}
