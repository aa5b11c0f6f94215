import type { JobStatus } from '@folio/protocol'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import { commitLazily } from '../store/dialect.ts'
import type { BotRow, SourceRow } from '../store/catalog-tables.ts'
import type { Catalog } from '../store/catalog.ts'
import { findDocument, hasDocument, raiseDocument } from '../store/documents.ts'
import { isTaken } from '../store/faults.ts'
import { findFileById } from '../store/files.ts'
import { cancelIngests, emptyJobs, findLastIngests, insertJob, type ShownJob } from '../store/jobs.ts'
import type { Store } from '../store/open.ts'
import { deleteSource, findSourceByContent, insertSource, updateSource } from '../store/sources.ts'
import { announceJob, wakeWorkers } from './announce-job.ts'
import type { Bots } from './bots.ts'
import { contentOf, type Content, type Given } from './content.ts'
import { createJobs } from './jobs.ts'
import type { RemovePayload } from './payload.ts'
import { refuseBeyondQuota, type GuestQuota } from './quota.ts'
import type { Scope } from './scope.ts'
import type { Sources } from './sources.ts'

export type Queued = { job_id: string; source_id: string; status: JobStatus }

type Asked = { bot_id?: string | undefined; source_id?: string | undefined; source: Given }
type Parts = { store: Store; catalog: Catalog; bots: Bots; sources: Sources; bus: Bus }

export type Learn = ReturnType<typeof createLearn>

/** A source as it was somewhere else. `text`: what was read of it there, where there is no file to read again. */
export type Kept = Pick<SourceRow, 'id' | 'type' | 'title' | 'url' | 'created_at'> & {
  documentId: string | null
  mediaType: string | null
  from: { file_id: string } | { text: string }
}

/** What people give a bot to know. Each is a source, and a job that reads it. */
export function createLearn({ store, catalog, bots, sources, bus }: Parts, quota: GuestQuota & { clock: Clock }) {
  const { clock } = quota

  /** The document is raised with the job: what was being read of it before is not found any more. */
  const enqueue = async (
    { userId }: Scope,
    source: SourceRow,
    { payload }: Content,
    documentId = newId(),
  ): Promise<ShownJob> => {
    const library = await bots.libraryOf(source.bot_id)
    const job = await store.write(async trx => {
      await cancelIngests(trx, [source.id], store.now)
      // Nobody can ask for what they were to read any more.
      await emptyJobs(trx, [source.id])
      const document = await raiseDocument(trx, { id: documentId, source_id: source.id, library_id: library.id })
      if (!document) throw notThere('source')
      const row = {
        id: newId(),
        kind: 'ingest',
        user_id: userId,
        source_id: source.id,
        generation: document.generation,
        payload: JSON.stringify(payload),
      } as const
      return insertJob(trx, row, store.now)
    })
    moved(job)
    return job
  }
  const moved = (job: ShownJob) => {
    announceJob(bus, job)
    wakeWorkers(bus)
  }

  /** The same content again: what is there is there; what failed is tried again; a page may have changed. */
  const again = async (scope: Scope, source: SourceRow, content: Content): Promise<ShownJob> => {
    const last = (await findLastIngests(store.db, [source.id])).get(source.id)
    if (last?.status === 'queued' || last?.status === 'running') return last
    if (!last || content.type === 'url' || last.status !== 'succeeded') return enqueue(scope, source, content)
    return last
  }

  const create = async (
    scope: Scope,
    bot: BotRow,
    content: Content,
    kept?: Pick<SourceRow, 'id' | 'created_at'>,
  ): Promise<SourceRow | undefined> => {
    const now = clock.now()
    const { payload: _, ...columns } = content
    const row: SourceRow = {
      ...columns,
      id: newId(),
      bot_id: bot.id,
      owner_id: scope.userId,
      etag: null,
      last_modified: null,
      created_at: now,
      updated_at: now,
      ...kept,
    }
    return catalog.write(async trx => {
      // Before the job commits, in the same database, this has.
      if (catalog.store === store) await commitLazily(trx)
      await refuseBeyondQuota(trx, scope, quota, { sources: 1, bytes: content.bytes })
      return insertSource(trx, row)
    })
  }

  const find = async (bot: BotRow, contentKey: string): Promise<SourceRow | undefined> => {
    const source = await findSourceByContent(catalog.db, bot.id, contentKey)
    if (!source) return undefined
    const document = await findDocument(store.db, source.id)
    if (!document || document.deleted_at === null) return source
    // Hidden already, and about to go: the same content may come again meanwhile.
    await catalog.write(trx => deleteSource(trx, source.id))
    return undefined
  }

  const add = async (scope: Scope, botId: string | undefined, content: Content): Promise<[SourceRow, ShownJob]> => {
    const bot = botId === undefined ? await bots.defaultBot(scope) : await bots.requireWritable(scope, botId)
    const known = await find(bot, content.content_key)
    if (known) return [known, await again(scope, known, content)]
    const made = await create(scope, bot, content)
    if (made) return [made, await enqueue(scope, made, content)]
    // Somebody was quicker.
    const theirs = await find(bot, content.content_key)
    if (!theirs) throw notThere('bot')
    return [theirs, await again(scope, theirs, content)]
  }

  /** An address is not asked again: what was read there then is what is cited. */
  const contentOfKept = async (scope: Scope, { type, title, url, mediaType, from }: Kept): Promise<Content> => {
    const given = 'text' in from ? { type: 'text' as const, text: from.text } : { type: 'file' as const, ...from }
    const content = { ...(await contentOf(catalog, scope, { ...given, title })), type, url }
    if (content.payload.type === 'text') {
      const name = mediaType === 'text/plain' ? 'kept.txt' : 'kept.md'
      content.payload = { ...content.payload, name, mediaType: mediaType ?? undefined }
    }
    return type === 'url' && url !== null ? { ...content, content_key: `url:${url}` } : content
  }

  const replace = async (scope: Scope, source: SourceRow, content: Content): Promise<[SourceRow, ShownJob]> => {
    if (source.content_key === content.content_key) return [source, await again(scope, source, content)]
    const { payload: _, ...columns } = content
    const change = { ...columns, etag: null, last_modified: null, updated_at: clock.now() }
    // Until its job is there it is not known by its content: who was told that it failed asks again.
    const changed = await catalog.write(async trx => {
      await refuseBeyondQuota(trx, scope, quota, { sources: 0, bytes: content.bytes - source.bytes })
      return updateSource(trx, source.id, { ...change, content_key: `asked:${newId()}` })
    })
    if (!changed) throw notThere('source')
    const job = await enqueue(scope, changed, content)
    const name = (content_key: string) => catalog.write(trx => updateSource(trx, source.id, { content_key }))
    await name(content.content_key).catch(error => {
      // Another source of the bot has the same content: in this one it is asked for too.
      if (isTaken(error)) return name(`${content.content_key}:${source.id}`)
      throw error
    })
    await dropFile(scope, source.file_id, changed.file_id)
    return [changed, job]
  }

  /** What a source was made of before, and no other is. */
  const dropFile = async ({ userId }: Scope, before: string | null, now: string | null): Promise<void> => {
    const file = before === null || before === now ? undefined : await findFileById(catalog.db, before)
    if (!file) return
    const payload: RemovePayload = { type: 'file', file: { id: file.id, key: file.storage_key } }
    const row = { id: newId(), kind: 'remove_files', user_id: userId, source_id: null, generation: 0 } as const
    await store.write(trx => insertJob(trx, { ...row, payload: JSON.stringify(payload) }, store.now))
  }

  return {
    ...createJobs({ store, bus }),

    /** Takes in what was kept somewhere else, under the ids it had there. Where the bot has it already, that is answered. */
    async restore(scope: Scope, bot: BotRow, kept: Kept): Promise<{ source: SourceRow; isNew: boolean }> {
      const content = await contentOfKept(scope, kept)
      const known = await find(bot, content.content_key)
      if (known) return { source: known, isNew: false }
      const made = await create(scope, bot, content, { id: kept.id, created_at: kept.created_at })
      if (!made) throw notThere('bot')
      const isFree = kept.documentId !== null && !(await hasDocument(store.db, kept.documentId))
      await enqueue(scope, made, content, (isFree && kept.documentId) || newId())
      return { source: made, isNew: true }
    },

    /** Accepts what is to be learnt; a worker reads it. */
    async queue(scope: Scope, { bot_id, source_id, source: given }: Asked): Promise<Queued> {
      const known = source_id === undefined ? undefined : await sources.requireWritable(scope, source_id)
      if (known && bot_id !== undefined && bot_id !== known.bot_id) throw notThere('source')
      const content = await contentOf(catalog, scope, given)
      const [source, job] = known ? await replace(scope, known, content) : await add(scope, bot_id, content)
      return { job_id: job.id, source_id: source.id, status: job.status }
    },
  }
}

function notThere(what: string): Refusal {
  return new Refusal('not_found', `There is no such ${what}.`)
}
