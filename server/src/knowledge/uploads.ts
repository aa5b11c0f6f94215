import { createHash } from 'node:crypto'
import { pipeline, Transform, type Readable } from 'node:stream'
import type { FileResource } from '@folio/protocol'
import { newFileKey, type Files } from '../files/files.ts'
import type { Clock } from '../lib/clock.ts'
import { displayName } from '../lib/display-name.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Catalog } from '../store/catalog.ts'
import type { FileRow } from '../store/catalog-tables.ts'
import {
  completeFile,
  deleteFile,
  deleteUnusedFile,
  insertFile,
  listUnusedFiles,
  sumFileBytes,
} from '../store/files.ts'
import type { Scope } from './scope.ts'

export type Uploads = ReturnType<typeof createUploads>

type Parts = { catalog: Catalog; files: Files; clock: Clock; guestMaxBytes: number }

type Sent = { name: string; mediaType: string; body: Readable }

/** What nobody has made a source of by then was not meant to be kept. */
const UNUSED_MS = 24 * 3_600_000
const SWEEP_ROWS = 200

/** Files that people send. The row is there before the bytes: what a killed process leaves behind is found by it. */
export function createUploads({ catalog, files, clock, guestMaxBytes }: Parts) {
  const roomOf = async ({ userId, kind }: Scope): Promise<number> =>
    kind === 'guest' ? guestMaxBytes - (await sumFileBytes(catalog.db, userId)) : Infinity
  const forget = async ({ id, storage_key }: FileRow) => {
    await files.remove(storage_key)
    await catalog.write(trx => deleteFile(trx, id))
  }
  const refuseFull = async (scope: Scope) => {
    if ((await roomOf(scope)) <= 0) throw full(guestMaxBytes)
  }

  return {
    /** For who is about to send: throws `Refusal('quota_exceeded')` where there is no room for anything. */
    refuseFull,

    /** Stores all of what is sent, or nothing. Throws what the body breaks with, and `Refusal('quota_exceeded')`. */
    async take(scope: Scope, { name, mediaType, body }: Sent): Promise<FileResource> {
      const row: FileRow = {
        id: newId(),
        owner_id: scope.userId,
        name: displayName(name),
        size: 0,
        media_type: mediaTypeOf(mediaType),
        sha256: '',
        storage_key: newFileKey(),
        created_at: clock.now(),
      }
      const meter = createMeter(body, full(guestMaxBytes))
      try {
        meter.allow(await roomOf(scope))
        await catalog.write(trx => insertFile(trx, row))
        await files.put(row.storage_key, meter.body)
        const whole = { size: meter.size(), sha256: meter.sha256() }
        if (!(await catalog.write(trx => completeFile(trx, row.id, whole))))
          throw new Refusal('not_found', 'The account is gone.')
        // Others may have come in meanwhile: of two that do not fit together each sees the other.
        if ((await roomOf(scope)) < 0) throw full(guestMaxBytes)
        return present({ ...row, ...whole })
      } catch (error) {
        meter.body.destroy()
        await forget(row)
        throw error
      }
    },

    /** Removes what no source was made of within a day, and what was never whole. */
    async removeUnused(): Promise<void> {
      const before = clock.now() - UNUSED_MS
      for (let after: string | undefined = ''; after !== undefined;) {
        const found: FileRow[] = await listUnusedFiles(catalog.db, { before, after, limit: SWEEP_ROWS })
        for (const { id, storage_key } of found) {
          // The bytes first: a row without them is found again, bytes without a row never.
          await files.remove(storage_key)
          await catalog.write(trx => deleteUnusedFile(trx, id))
        }
        after = found.length < SWEEP_ROWS ? undefined : found.at(-1)?.id
      }
    },
  }
}

/** Counts and hashes what passes, and breaks it where it is more than there is room for. */
function createMeter(source: Readable, tooMuch: Refusal) {
  const hash = createHash('sha256')
  let size = 0
  let room = Infinity
  const body = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length
      hash.update(chunk)
      done(size > room ? tooMuch : null, chunk)
    },
  })
  // Whoever reads it hears what it breaks with, but nobody may read it yet.
  body.on('error', () => {})
  pipeline(source, body, () => {})
  return {
    body,
    allow: (bytes: number) => void (room = bytes),
    size: () => size,
    sha256: () => hash.digest('hex'),
  }
}

function present({ id, name, size, media_type, sha256 }: FileRow): FileResource {
  return { file_id: id, name, size, media_type, sha256 }
}

/** As the sender says, where that is one: the content decides when it is read. */
function mediaTypeOf(declared: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(declared) ? declared.toLowerCase() : 'application/octet-stream'
}

function full(bytes: number): Refusal {
  return new Refusal('quota_exceeded', `Guests may keep ${bytes} bytes of files. Sign up to keep more.`)
}
