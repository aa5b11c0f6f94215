import { failureOf } from './failure.ts'
import type { LibraryApi } from './library-api.ts'
import type { LibraryAction, LibraryState } from './library-state.ts'

export type HandOver = {
  api: Pick<LibraryApi, 'queue' | 'getSource' | 'deleteSource'>
  getState: () => LibraryState
  dispatch: (action: LibraryAction) => void
}

/** Makes a source of a file that is with the server. Asked for twice, it is one source all the same. */
export async function handOver(
  { api, getState, dispatch }: HandOver,
  id: string,
  botId: string,
  file_id: string,
): Promise<void> {
  const { source_id } = await api.queue(botId, { type: 'file', file_id })
  // What is older than its file was there before: the same content, which is kept once.
  const isKnown = source_id < file_id
  if (getState().uploads.some(item => item.id === id)) {
    // Where this does not arrive, it is asked for again by and by.
    const source = await api.getSource(source_id).catch(() => undefined)
    if (source) dispatch({ type: 'source', source })
    dispatch({ type: 'upload changed', id, change: { state: isKnown ? 'known' : 'done', sourceId: source_id } })
  } else if (!isKnown) {
    // Taken back meanwhile: nobody would find it any more.
    await api.deleteSource(source_id)
  }
}

/** Goes on where a reload has stopped: what the server has by then is not lost. */
export function resumeHandingOver(parts: HandOver): void {
  for (const { id, state, botId, fileId } of parts.getState().uploads) {
    if (state !== 'handing over' || botId === null || fileId === null) continue
    handOver(parts, id, botId, fileId).catch((error: unknown) => {
      parts.dispatch({ type: 'upload changed', id, change: { state: 'refused', failure: failureOf(error) } })
    })
  }
}
