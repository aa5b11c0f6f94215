import { createHash } from 'node:crypto'
import type { SourceType } from '@folio/protocol'
import { Refusal } from '../lib/refusal.ts'
import type { SourceRow } from '../store/catalog-tables.ts'
import type { Catalog } from '../store/catalog.ts'
import { findFile } from '../store/files.ts'
import type { IngestPayload } from './payload.ts'
import type { Scope } from './scope.ts'

/** As somebody hands it over. */
export type Given = { title?: string | undefined } & (
  | { type: 'url'; url: string }
  | { type: 'text'; text: string }
  | { type: 'file'; file_id: string }
)

/** What a source is made of: the columns of its row, and what its job is told. */
export type Content = Pick<SourceRow, 'title' | 'url' | 'file_id' | 'content_key' | 'bytes'> & {
  type: SourceType
  payload: IngestPayload
}

const MAX_LINE = 80

/** Throws `Refusal` where an address is none, and where a file is not the caller's. */
export async function contentOf(catalog: Catalog, { userId }: Scope, given: Given): Promise<Content> {
  const title = given.title ?? null
  if (given.type === 'url') {
    const url = addressOf(given.url)
    const of = { title: title ?? url, url, file_id: null, content_key: `url:${url}`, bytes: 0 }
    return { ...of, type: 'url', payload: { type: 'url', title, url } }
  }
  if (given.type === 'text') {
    const { text } = given
    const name = title ?? firstLine(text)
    const bytes = Buffer.from(text)
    const content_key = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    const of = { title: name, url: null, file_id: null, content_key, bytes: bytes.length }
    return { ...of, type: 'text', payload: { type: 'text', title, text, name } }
  }
  const file = await findFile(catalog.db, userId, given.file_id)
  // Of one that is still being sent the hash is not known.
  if (!file || file.sha256 === '') throw new Refusal('not_found', 'There is no such file.')
  const { name, media_type: mediaType, storage_key: key } = file
  const of = {
    title: title ?? name,
    url: null,
    file_id: file.id,
    content_key: `sha256:${file.sha256}`,
    bytes: file.size,
  }
  return { ...of, type: 'file', payload: { type: 'file', title, key, name, mediaType } }
}

/** Without what a server never sees. */
function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new Refusal('invalid_request', 'source.url: must be an http or https address without a password', {
      fields: [{ path: 'source.url', message: 'must be an http or https address without a password' }],
    })
  url.hash = ''
  return url.href
}

function firstLine(text: string): string {
  const line =
    text
      .trimStart()
      .split('\n', 1)[0]
      ?.replace(/^#+\s*/, '')
      .trim() ?? ''
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE).replace(/[\ud800-\udbff]$/, '')}…`
}
