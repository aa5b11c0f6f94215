import { TRANSFER_PIECE_UNITS, type TransferBot, type TransferConversation } from '@folio/protocol/transfer'
import type { Files } from '../files/files.ts'
import { isReadable, isWritable } from '../knowledge/bot-access.ts'
import type { Scope } from '../knowledge/scope.ts'
import type { BotRow, SourceRow } from '../store/catalog-tables.ts'
import type { Catalog } from '../store/catalog.ts'
import { findBot } from '../store/bots.ts'
import { findDocument, findText, findVersion } from '../store/documents.ts'
import { findFileById } from '../store/files.ts'
import type { Store } from '../store/open.ts'
import { findSource } from '../store/sources.ts'
import type { ConversationRow } from '../store/tables.ts'
import { listOf, type JsonPieces } from './pieces-of-json.ts'

/** Rows as a file has them. */

const toTime = (ms: number): string => new Date(ms).toISOString()

export function fromConversation(row: ConversationRow): TransferConversation {
  const { id, name, title, title_from, model, system_prompt, bot_id, head_message_id } = row
  return {
    id,
    name,
    title,
    title_from,
    model,
    system_prompt,
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    bot_id,
    head_message_id,
    created_at: toTime(row.created_at),
    updated_at: toTime(row.updated_at),
  }
}

export function fromBot(row: BotRow): TransferBot {
  const { id, name, system_prompt, model, temperature, refusal_text } = row
  return {
    id,
    name,
    system_prompt,
    model,
    temperature,
    refusal_text,
    is_default: row.is_default === 1,
    created_at: toTime(row.created_at),
  }
}

export type Shelf = { store: Store; catalog: Catalog; files: Files }

/** A source and its bot, where the caller may read it. */
export async function findReadableSource({ catalog }: Shelf, scope: Scope, id: string) {
  const source = await findSource(catalog.db, id)
  const bot = source && (await findBot(catalog.db, source.bot_id))
  return source && bot && isReadable(scope, bot) ? { source, bot } : undefined
}

/** One source, in pieces. Its file goes to whoever may change it; of what was never read and has no file nothing is left. */
export async function* writeSource(
  { store, catalog, files }: Shelf,
  scope: Scope,
  { source, bot }: { source: SourceRow; bot: BotRow },
): AsyncGenerator<string> {
  const document = await findDocument(store.db, source.id)
  if (!document || document.deleted_at !== null) return
  const version = await findVersion(store.db, document.id, document.version)
  const file =
    source.file_id === null || !isWritable(scope, bot) ? undefined : await findFileById(catalog.db, source.file_id)
  if (!version && !file) return
  const head = {
    id: source.id,
    bot_id: source.bot_id,
    document_id: document.id,
    type: source.type,
    title: source.title,
    url: source.url,
    media_type: version?.media_type ?? null,
    file: file ? { name: file.name, media_type: file.media_type } : null,
    created_at: toTime(source.created_at),
  }
  const text = version ? ((await findText(store.db, document.id, document.version)) ?? '') : ''
  const bytes = file ? inBase64(await files.get(file.storage_key)) : []
  yield `${JSON.stringify(head).slice(0, -1)},"text":`
  yield* listOf(asStrings(cut(text)))
  yield ',"bytes":'
  yield* listOf(asStrings(bytes))
  yield '}'
}

async function* asStrings(pieces: JsonPieces): AsyncGenerator<string[]> {
  for await (const piece of pieces) yield [JSON.stringify(piece)]
}

/** Not within a character. */
function* cut(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = at + TRANSFER_PIECE_UNITS
    const piece = text.slice(at, end)
    const whole = end < text.length ? piece.replace(/[\ud800-\udbff]$/, '') : piece
    yield whole
    at += whole.length
  }
}

/** Each piece by itself is whole: of three bytes become four characters. */
const PIECE_BYTES = (TRANSFER_PIECE_UNITS / 4) * 3

async function* inBase64(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (; rest.length >= PIECE_BYTES; rest = rest.subarray(PIECE_BYTES))
      yield rest.subarray(0, PIECE_BYTES).toString('base64')
  }
  if (rest.length > 0) yield rest.toString('base64')
}
