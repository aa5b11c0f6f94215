import type { JobEvent } from '@folio/protocol'
import type { Call } from './api.ts'
import type { Clock } from './connection.ts'
import { resumeHandingOver } from './hand-over.ts'
import { keepUploads, readUploads } from './kept-uploads.ts'
import { createBotActions, createSources } from './library-actions.ts'
import { createLibraryApi } from './library-api.ts'
import { createLibraryLoad } from './library-load.ts'
import { createLibraryStore } from './library-store.ts'
import { createUploads } from './library-uploads.ts'
import { createLibraryWatch } from './library-watch.ts'
import type { Upload } from './upload.ts'

type Options = {
  call: Call
  upload: Upload
  clock: Clock
  /** Of this tab alone. */
  storage: Storage
  isVisible: () => boolean
  /** Calls back for every job that moves. */
  onJob: (hear: (event: JobEvent) => void) => void
}

export type Library = ReturnType<typeof createLibrary>

/** What people keep here: their documents, on the way and known, and the bots that answer from them. */
export function createLibrary({ call, upload, clock, storage, isVisible, onJob }: Options) {
  const store = createLibraryStore()
  const { getState, dispatch } = store
  const api = createLibraryApi(call)
  const uploads = createUploads({ api, upload, getState, dispatch, clock })
  const watch = createLibraryWatch({ api, getState, dispatch, clock, isVisible })
  for (const item of readUploads(storage)) dispatch({ type: 'upload', item })
  resumeHandingOver({ api, getState, dispatch })
  void watch.look()
  let kept = getState().uploads
  store.subscribe(() => {
    watch.sync()
    const { uploads: now } = getState()
    if (now === kept) return
    kept = now
    keepUploads(storage, now)
  })
  onJob(watch.hear)

  return {
    ...store,
    uploads,
    watch,
    load: createLibraryLoad({ api, store, shelf: watch.shelf }),
    sources: createSources({ api, store, refresh: watch.source }),
    bots: createBotActions({ api, store }),
  }
}
