import type { Source } from '@folio/protocol'
import type { LibraryState, UploadItem } from '../../chat/library-state.ts'
import { sourcesOf } from '../../chat/reduce-library.ts'

/** A row keeps its key from the file to the source that it becomes. */
export type Row = { key: string; upload: UploadItem; source?: undefined } | { key: string; source: Source }

/** What is on its way first, then what is here, the newest first. */
export function rowsOf(state: Pick<LibraryState, 'sources' | 'uploads'>, botId: string): Row[] {
  const uploads = state.uploads.filter(item => item.botId === botId)
  const keys = new Map(
    uploads.flatMap(({ id, sourceId, state: at }) => (at === 'done' && sourceId ? [[sourceId, id]] : [])),
  )
  const pending = uploads.filter(({ sourceId }) => sourceId === null || !(sourceId in state.sources))
  return [
    ...pending.reverse().map(upload => ({ key: upload.id, upload })),
    ...sourcesOf(state, botId).map(source => ({ key: keys.get(source.id) ?? source.id, source })),
  ]
}
