import type { Clock } from './connection.ts'
import { CallFailed, failureOf } from './failure.ts'
import { handOver, type HandOver } from './hand-over.ts'
import { newId } from './id.ts'
import type { UploadItem } from './library-state.ts'
import type { Upload } from './upload.ts'

/** Files on their way at the same time; the others wait. */
const AT_ONCE = 2

/** Whose a file will be: asked when its turn comes, for it may take a call to know. */
export type BotOf = () => Promise<string>

type Options = HandOver & { upload: Upload; clock: Pick<Clock, 'after'> }

/** A file that can be sent, also once more. */
type AtHand = { file: File; botOf: BotOf }

/** Brings files to the server and hands them over to be read. */
export function createUploads(options: Options) {
  const { getState, dispatch } = options
  const files = new Map<string, AtHand>()
  const running = new Map<string, AbortController>()
  const change = (id: string, changed: Partial<UploadItem>) => dispatch({ type: 'upload changed', id, change: changed })

  function next(): void {
    for (const { id, state } of getState().uploads) {
      const file = files.get(id)
      if (running.size >= AT_ONCE) return
      if (file && state === 'waiting' && !running.has(id)) void send(id, file)
    }
  }

  async function send(id: string, file: AtHand): Promise<void> {
    const stop = new AbortController()
    running.set(id, stop)
    try {
      await bring(options, id, { ...file, signal: stop.signal })
      files.delete(id)
    } catch (error) {
      if (stop.signal.aborted) return
      const later = error instanceof CallFailed && error.status === 429 ? error.retryAfterMs : null
      if (later === null) return change(id, { state: 'refused', failure: failureOf(error) })
      // Many files at once: the server names the time.
      change(id, { state: 'uploading', sent: 0 })
      options.clock.after(later, () => retry(id))
    } finally {
      running.delete(id)
      next()
    }
  }

  function retry(id: string): void {
    change(id, { state: 'waiting', failure: null, sent: 0 })
    next()
  }

  function put(file: File, whose: Pick<UploadItem, 'botId' | 'conversation'>, botOf: BotOf): void {
    const id = newId()
    files.set(id, { file, botOf })
    const { name, size } = file
    dispatch({
      type: 'upload',
      item: { id, ...whose, name, size, sent: 0, state: 'waiting', fileId: null, sourceId: null, failure: null },
    })
  }

  return {
    /** For what a bot knows. */
    add(chosen: readonly File[], botId: string) {
      for (const file of chosen) put(file, { botId, conversation: null }, () => Promise.resolve(botId))
      next()
    },
    /** For the next question of a conversation. */
    attach(chosen: readonly File[], conversation: string, botOf: BotOf) {
      for (const file of chosen) put(file, { botId: null, conversation }, botOf)
      next()
    },
    /** Only where the file itself is still at hand. */
    canRetry: (id: string) => files.has(id),
    retry,
    /** Takes a file back that is not with the server yet, or a row that says why it is not. */
    drop(id: string) {
      running.get(id)?.abort()
      files.delete(id)
      dispatch({ type: 'upload dropped', id })
    },
  }
}

/** Throws `CallFailed`, or the signal's reason. */
async function bring(
  options: Options,
  id: string,
  { file, botOf, signal }: AtHand & { signal: AbortSignal },
): Promise<void> {
  const change = (changed: Partial<UploadItem>) => options.dispatch({ type: 'upload changed', id, change: changed })
  change({ state: 'uploading', sent: 0 })
  const botId = await botOf()
  signal.throwIfAborted()
  change({ botId })
  const { file_id } = await options.upload(file, { signal, onProgress: sent => change({ sent }) })
  change({ state: 'handing over', fileId: file_id })
  await handOver(options, id, botId, file_id)
}
