import { CallFailed, failureOf, type Failure } from './failure.ts'

/** What a call brought, or why it brought nothing. */
export type Made<T> = { made: T; failure?: undefined } | { made?: undefined; failure: Failure }

export async function made<T>(task: () => Promise<T>): Promise<Made<T>> {
  try {
    return { made: await task() }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

/** What went wrong, if something did. */
export const tried = async (task: () => Promise<unknown>): Promise<Failure | undefined> => (await made(task)).failure

/** What is gone already is nothing to be upset about. */
export function unlessGone(error: unknown): undefined {
  if (!(error instanceof CallFailed) || error.status !== 404) throw error
  return undefined
}
