import { PassThrough } from 'node:stream'
import { once } from 'node:events'
import type { FileResource } from '@folio/protocol'
import { transferSource, TRANSFER_PIECE_UNITS, type TransferSource } from '@folio/protocol/transfer'
import type { Kept, Learn } from '../knowledge/learn.ts'
import type { Scope } from '../knowledge/scope.ts'
import type { Uploads } from '../knowledge/uploads.ts'
import { Refusal } from '../lib/refusal.ts'
import type { KnownThings } from './known-things.ts'
import { parseAt, refuseAt, type Path } from './parse-at.ts'
import type { Report } from './report.ts'

/** Of a text without a file: that goes through a job's row. */
const MAX_TEXT_UNITS = 4_000_000
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

type Open = {
  head: TransferSource
  id: string
  text: string[]
  units: number
  /** Its bytes on their way to the files. */
  upload: { body: PassThrough; taken: Promise<FileResource | Refusal> } | undefined
}
type Parts = { scope: Scope; known: KnownThings; uploads: Uploads; learn: Learn; report: Report }

export type SourceIntake = ReturnType<typeof createSourceIntake>

/** Takes documents in, one behind the other, their bytes as they come. What a guest has no room for is passed over. */
export function createSourceIntake({ scope, known, uploads, learn, report }: Parts) {
  let open: Open | 'skipped' | undefined

  const begin = async (value: unknown, at: Path): Promise<Open | 'skipped'> => {
    const head = parseAt(transferSource, value, at)
    const place = await known.placeOf(head.id)
    if (place && !place.row) return { head, id: place.id, text: [], units: 0, upload: undefined }
    if (place) known.takeSource(head.id, place.id)
    report.skip(place ? 'already_there' : 'not_possible')
    return 'skipped'
  }
  const opened = async (holder: unknown, at: Path) => (open ??= await begin(holder, at))

  const beginUpload = ({ file, title }: TransferSource): NonNullable<Open['upload']> => {
    const body = new PassThrough()
    body.on('error', () => {})
    const sent = { name: file?.name ?? title, mediaType: file?.media_type ?? '', body }
    // What is refused on the way is heard of at the end; the rest of the bytes goes nowhere.
    const taken = uploads.take(scope, sent).catch((error: unknown) => {
      body.resume()
      if (error instanceof Refusal) return error
      throw error
    })
    taken.catch(() => {})
    return { body, taken }
  }

  const fromOf = async ({ upload, text, units }: Open): Promise<Kept['from'] | undefined> => {
    if (upload) {
      upload.body.end()
      const file = await upload.taken
      if (file instanceof Refusal) throw file
      return { file_id: file.file_id }
    }
    if (units > 0 && units <= MAX_TEXT_UNITS) return { text: text.join('') }
    report.skip(units === 0 ? 'empty' : 'too_long')
    return undefined
  }
  const restore = async (source: Open): Promise<void> => {
    const { head, id } = source
    const from = await fromOf(source)
    if (!from) return
    const { type, title, url, media_type: mediaType, document_id: documentId } = head
    const kept: Kept = { id, type, title, url, mediaType, documentId, from, created_at: Date.parse(head.created_at) }
    const { source: here, isNew } = await learn.restore(scope, await known.libraryFor(head.bot_id), kept)
    known.takeSource(head.id, here.id)
    if (isNew) report.imported.sources++
    else report.skip('already_there')
  }

  return {
    async text(piece: unknown, holder: unknown, at: Path): Promise<void> {
      const source = await opened(holder, at.slice(0, 2))
      if (typeof piece !== 'string' || piece.includes('\0')) refuseAt(at, 'must be a text without NUL')
      if (source === 'skipped') return
      source.units += piece.length
      if (source.units <= MAX_TEXT_UNITS && !source.head.file) source.text.push(piece)
    },

    async bytes(piece: unknown, holder: unknown, at: Path): Promise<void> {
      const source = await opened(holder, at.slice(0, 2))
      if (typeof piece !== 'string' || piece.length > 2 * TRANSFER_PIECE_UNITS || !BASE64.test(piece))
        refuseAt(at, 'must be bytes in base64')
      if (source === 'skipped') return
      const { body } = (source.upload ??= beginUpload(source.head))
      if (!body.destroyed && !body.write(Buffer.from(piece, 'base64'))) await drained(body)
    },

    async end(value: unknown, at: Path): Promise<void> {
      const source = await opened(value, at)
      open = undefined
      if (source !== 'skipped') await restore(source).catch(report.skipRefused)
    },

    /** The file broke off, or is refused. */
    async abandon(why: Error): Promise<void> {
      const source = open
      open = undefined
      if (!source || source === 'skipped' || !source.upload) return
      source.upload.body.destroy(why)
      await source.upload.taken.catch(() => {})
    },
  }
}

/** Whoever takes the bytes may give up meanwhile. */
async function drained(body: PassThrough): Promise<void> {
  await Promise.race([once(body, 'drain'), once(body, 'close')]).catch(() => {})
}
