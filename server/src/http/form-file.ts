import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { systemClock, type Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { tooLarge } from './body.ts'
import { watchProgress } from './long-body.ts'
import { beginLongRead } from './slow-senders.ts'

/** What a form may have around its file: boundaries, names, a few small fields. */
export const FORM_BYTES = 65_536
/** As the form says. `body` ends when the whole form has been well, and breaks with a `Refusal` where it has not. */
export type FormFile = { name: string; mediaType: string; body: Readable }

type Rules = { maxBytes: number; clock?: Clock }

/**
 * Gives `take` the one file of a form while it comes in, never more of it in memory than is under way. Resolves with
 * what `take` makes of it; rejects when `take` has taken back what it began. Throws `Refusal`.
 */
export function receiveFile<T>(
  incoming: IncomingMessage,
  { maxBytes, clock = systemClock }: Rules,
  take: (file: FormFile) => Promise<T>,
): Promise<T> {
  const form = openForm(incoming, maxBytes)
  const body = new PassThrough()
  // It may break before anybody takes it.
  body.on('error', () => {})
  beginLongRead(incoming)

  return new Promise((resolve, reject) => {
    let taken: Promise<T> | undefined
    let isOver = false
    const stopReading = () => {
      isOver = true
      unwatch()
      incoming.off('close', onGone).unpipe(form)
      incoming.pause()
      // What breaks later concerns nobody any more.
      incoming.on('error', () => {})
    }
    const fail = (why: unknown) => {
      if (isOver) return
      stopReading()
      const error = why instanceof Error ? why : new Error('the form could not be read')
      body.destroy(error)
      // Nobody hears of it before it is as if nothing had come.
      if (taken) taken.then(() => reject(error), reject)
      else reject(error)
    }
    const onGone = () => {
      if (!incoming.readableEnded) fail(new Refusal('invalid_request', 'The body was cut off.'))
    }
    const malformed = () => fail(new Refusal('invalid_request', 'The form is not whole, or not well-formed.'))
    const unwatch = watchProgress(incoming, { maxBytes: maxBytes + FORM_BYTES, clock }, fail)

    form.on('file', (field, stream, name, _encoding, mediaType) => {
      stream.on('error', malformed)
      if (isOver) return void stream.resume()
      if (field !== 'file') return fail(new Refusal('invalid_request', 'The file belongs into the field "file".'))
      stream.on('limit', () => fail(tooLarge(maxBytes)))
      stream.pipe(body, { end: false })
      taken = take({ name, mediaType, body })
      taken.then(resolve, error => (isOver ? reject(error) : fail(error)))
    })
    form.on('filesLimit', () => fail(new Refusal('invalid_request', 'One file at a time.')))
    form.on('error', malformed)
    form.on('finish', () => {
      if (!taken) return fail(new Refusal('invalid_request', 'The form has no file.'))
      stopReading()
      body.end()
    })
    incoming.on('close', onGone).on('error', onGone)
    incoming.pipe(form)
  })
}

function openForm({ headers }: IncomingMessage, maxBytes: number): Busboy {
  if (!/^multipart\/form-data\s*;/i.test(headers['content-type'] ?? ''))
    throw new Refusal('unsupported_media_type', 'The body must be a form: Content-Type: multipart/form-data.')
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Refusal('unsupported_media_type', 'The body must not be compressed.')
  const limits = { fileSize: maxBytes, files: 1, fields: 10, fieldSize: 1_000, headerPairs: 20, headerSize: 8_192 }
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits, isPartAFile: isFile })
  } catch {
    throw new Refusal('invalid_request', 'The form does not say where its parts end.')
  }
}

/** A file without a name is a file. */
function isFile(field: string | undefined, _type: string | undefined, name: string | undefined): boolean {
  return field === 'file' || name !== undefined
}
