import type { UploadItem } from './library-state.ts'

const KEY = 'folio.uploads'

/** True where this tab had files on their way when it was closed or loaded again. */
export const hasKeptUploads = (storage: Storage): boolean => storage.getItem(KEY) !== null

/** Keeps what a reload should not make forgotten: which file goes with which draft, and which ones it cut off. */
export function keepUploads(storage: Storage, items: readonly UploadItem[]): void {
  const kept = items.filter(
    ({ conversation, state }) => conversation !== null || (state !== 'done' && state !== 'known'),
  )
  try {
    if (kept.length === 0) storage.removeItem(KEY)
    else storage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // A full or forbidden storage costs the note, never the file.
  }
}

/** As they are after a reload: a file that had not arrived is gone from here. */
export function readUploads(storage: Storage): UploadItem[] {
  try {
    const items = JSON.parse(storage.getItem(KEY) ?? '[]') as UploadItem[]
    return items.map(item => (item.fileId === null && item.state !== 'refused' ? { ...item, state: 'cut' } : item))
  } catch {
    return []
  }
}
