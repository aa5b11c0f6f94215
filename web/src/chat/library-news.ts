import { libraryWords as words } from '../words/en/library.ts'
import type { LibraryState, UploadItem } from './library-state.ts'
import { stageOfSource, stageOfUpload } from './stage.ts'

/** What somebody who cannot see it should hear of, once each: on the way, ready, not possible. */
export function newsOf(before: LibraryState, after: LibraryState): string[] {
  const said = before.uploads === after.uploads ? [] : ofUploads(before, after)
  if (before.sources === after.sources) return said
  for (const source of Object.values(after.sources)) {
    const was = before.sources[source.id]
    if (was && was !== source && stageOfSource(was).kind !== stageOfSource(source).kind)
      said.push(...endOf(after, source.id))
  }
  return said
}

function ofUploads(before: LibraryState, after: LibraryState): string[] {
  const known = new Map(before.uploads.map(item => [item.id, item]))
  const begun = after.uploads.filter(item => !known.has(item.id) && item.state === 'waiting')
  const said = begun.map(item => words.news.uploading(item.name))
  for (const item of after.uploads) {
    if (known.has(item.id) && known.get(item.id)?.state !== item.state) said.push(...ofUpload(after, item))
  }
  return said
}

function ofUpload(state: LibraryState, item: UploadItem): string[] {
  const { name, state: now, sourceId } = item
  const stage = stageOfUpload(item, undefined)
  if (stage.kind === 'refused') return [words.news.refused(name, stage.reason)]
  if (now === 'known') return [words.news.isHere(name)]
  // What is read at once has no stage on the way.
  return now === 'done' && sourceId !== null ? endOf(state, sourceId) : []
}

function endOf({ sources }: LibraryState, id: string): string[] {
  const source = sources[id]
  if (!source) return []
  const stage = stageOfSource(source)
  if (stage.kind === 'ready') return [words.news.ready(source.title)]
  if (stage.kind === 'failed') return [words.news.failed(source.title, stage.reason)]
  if (stage.kind === 'needs_ocr') return [words.news.picturesOnly(source.title)]
  return stage.kind === 'cancelled' ? [words.news.cancelled(source.title)] : []
}
