import type { Files } from '../files/files.ts'
import { deleteBot, listBotsOf } from '../store/bots.ts'
import type { Catalog } from '../store/catalog.ts'
import { findDocument, listDocumentsOf } from '../store/documents.ts'
import { deleteFile, findFileById, listFilesOf } from '../store/files.ts'
import { changePayload, deleteJob, deleteJobsOf } from '../store/jobs.ts'
import { deleteLibrary, findLibrary } from '../store/libraries.ts'
import type { Store } from '../store/open.ts'
import { deleteSource, isFileUsed, listSources } from '../store/sources.ts'
import { hideAll } from './hide-all.ts'
import { JobFailure } from './failure.ts'
import type { JobWork, Running } from './job-work.ts'
import { payloadOf, type LibraryOf, type RemovePayload, type StoredFile } from './payload.ts'
import type { Pieces } from './pieces.ts'
import { createRemoveDocument } from './remove-document.ts'

const AT_ONCE = 100

type UserPayload = RemovePayload & { type: 'user' }

type Parts = { store: Store; pieces: Pieces; catalog: Catalog; files: Files }

/** Clears away what is hidden: rows of the catalog, documents in pieces, and last the bytes of files. */
export function createRemoveFiles({ store, pieces, catalog, files }: Parts): JobWork {
  const removeDocument = createRemoveDocument({ store, pieces })
  const removeFile = (file: StoredFile) => removeUnused({ catalog, files }, file)
  const removeSource = async (id: string, fileId: string | null): Promise<void> => {
    await catalog.write(trx => deleteSource(trx, id))
    const file = fileId === null ? undefined : await findFileById(catalog.db, fileId)
    if (file) await removeFile({ id: file.id, key: file.storage_key })
  }

  const removeLibrary = async (running: Running, { botId, libraryId }: LibraryOf): Promise<void> => {
    await catalog.write(trx => deleteBot(trx, botId))
    for (;;) {
      running.signal.throwIfAborted()
      // The bot is gone, and with it the only way to a new one.
      const left = await listSources(catalog.db, { of: { botId }, limit: AT_ONCE, after: undefined })
      if (left.length === 0) break
      for (const source of left) await removeSource(source.id, source.file_id)
    }
    for (let after = ''; libraryId !== null;) {
      const some = await listDocumentsOf(store.db, libraryId, AT_ONCE, after)
      for (const document of some) await removeDocument(running, document)
      const last = some.at(-1)
      if (!last) break
      after = last.id
    }
    if (libraryId !== null) await store.write(trx => deleteLibrary(trx, libraryId))
  }

  const removeUser = async (running: Running, payload: UserPayload): Promise<void> => {
    const { row, signal } = running
    const { userId } = payload
    for (const library of await noteLibraries({ store, catalog }, running, payload)) {
      const { libraryId } = library
      if (libraryId !== null) await store.write(trx => hideAll(trx, libraryId, store.now))
      await removeLibrary(running, library)
    }
    for (let after = ''; ;) {
      signal.throwIfAborted()
      const some = await listFilesOf(catalog.db, userId, AT_ONCE, after)
      for (const { id, storage_key: key } of some) await removeFile({ id, key })
      const last = some.at(-1)
      if (!last) break
      after = last.id
    }
    if (await store.write(trx => deleteJobsOf(trx, userId, row.id)))
      throw new JobFailure('internal', 'Something is still being done for the account that is gone.', { passing: true })
    // Last, and with it the account's name: who ends this job finds nothing to write to.
    await store.write(trx => deleteJob(trx, row.id))
  }

  return {
    async run(running) {
      const payload = payloadOf<RemovePayload>(running.row)
      running.progress('removing')
      if (payload.type === 'file') return removeFile(payload.file)
      if (payload.type === 'user') return removeUser(running, payload)
      if (payload.type === 'library') return removeLibrary(running, payload)
      await catalog.write(trx => deleteSource(trx, payload.sourceId))
      // First what is quick.
      if (payload.file) await removeFile(payload.file)
      const left = await findDocument(store.db, payload.sourceId)
      if (left) await removeDocument(running, left)
    },
    // What is gone stays gone: the next attempt goes on.
    undo: async () => false,
  }
}

/** Without its bot nobody knows whose a library was: who goes on after a crash finds them in the job. */
async function noteLibraries(
  { store, catalog }: Pick<Parts, 'store' | 'catalog'>,
  { row, hold }: Running,
  payload: UserPayload,
): Promise<readonly LibraryOf[]> {
  const libraries = [...(payload.libraries ?? [])]
  const bots = await listBotsOf(catalog.db, payload.userId)
  // What belongs to an organisation stays.
  for (const { id: botId } of bots.filter(bot => bot.org_id === null))
    libraries.push({ botId, libraryId: (await findLibrary(store.db, botId))?.id ?? null })
  await store.write(async trx => {
    await hold(trx)
    await changePayload(trx, row.id, JSON.stringify({ ...payload, libraries } satisfies RemovePayload))
  })
  return libraries
}

/** Unless a source is made of it. Bytes first: a row without them is found again, bytes without a row never. */
async function removeUnused(
  { catalog, files }: Pick<Parts, 'catalog' | 'files'>,
  { id, key }: StoredFile,
): Promise<void> {
  if (await isFileUsed(catalog.db, id)) return
  await files.remove(key)
  await catalog.write(trx => deleteFile(trx, id))
}
