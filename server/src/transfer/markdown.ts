import { setImmediate as otherTurns } from 'node:timers/promises'
import type { CitationPart } from '@folio/protocol'
import { isCitation } from '../chat/offer.ts'
import { marksOf } from '../replies/row-parts.ts'
import { findSource } from '../store/sources.ts'
import type { Catalog } from '../store/catalog.ts'
import type { Db, ConversationRow, MessageRow } from '../store/tables.ts'
import { listMessages, listTree } from '../store/transfer.ts'

const MANY = 20
const MAX_HEADING = 120

/** The branch that is shown, to be read anywhere: questions as headings, replies as they are, and what they cite. */
export async function* writeMarkdown(
  { db, catalog }: { db: Db; catalog: Catalog },
  { id, title, head_message_id }: ConversationRow,
): AsyncGenerator<string> {
  yield `# ${title || 'Conversation'}\n`
  const path = pathTo(head_message_id, await listTree(db, id))
  for (let at = 0; at < path.length; at += MANY) {
    for (const row of await listMessages(db, path.slice(at, at + MANY)))
      yield row.role === 'user' ? question(row) : reply(row, await cited(catalog, row))
    await otherTurns()
  }
}

/** The ids from the first message to this one. */
function pathTo(head: string | null, tree: readonly { id: string; parent_id: string | null }[]): string[] {
  const parents = new Map(tree.map(({ id, parent_id }) => [id, parent_id]))
  const path: string[] = []
  for (let id = head; id !== null; id = parents.get(id) ?? null) path.push(id)
  return path.reverse()
}

/** Its first line is the heading; what is longer follows whole. */
function question({ content }: MessageRow): string {
  const text = content.trim()
  const line = text.split('\n', 1)[0]?.replace(/^#+\s*/, '') ?? ''
  if (line === text && line.length <= MAX_HEADING) return `\n## ${line}\n`
  const start = line.length <= MAX_HEADING ? line : `${line.slice(0, MAX_HEADING).replace(/[\ud800-\udbff]$/, '')}…`
  return `\n## ${start}\n\n${quote(text)}\n`
}

type Cited = CitationPart & { url: string | null }

async function cited(catalog: Catalog, row: MessageRow): Promise<Cited[]> {
  const byNumber = new Map<number, Cited>()
  for (const [, data] of marksOf(row)) {
    if (!isCitation(data) || byNumber.has(data.n)) continue
    byNumber.set(data.n, { ...data, url: (await findSource(catalog.db, data.source_id))?.url ?? null })
  }
  return [...byNumber.values()].sort((a, b) => a.n - b.n)
}

function reply({ content, status }: MessageRow, sources: readonly Cited[]): string {
  const ended = status === 'complete' ? '' : `\n\n*(${status})*`
  const list = sources.length === 0 ? '' : `\n\nSources:\n\n${sources.map(source).join('\n')}`
  return `\n${content}${ended}${list}\n`
}

function source({ n, title, url, page, quote: text }: Cited): string {
  const name = title.replace(/[[\]\\]/g, '\\$&').replace(/\s+/g, ' ')
  const named = url === null ? name : `[${name}](<${url.replace(/[<>]/g, encodeURIComponent)}>)`
  return `${n}. ${named}${page === null ? '' : `, page ${page}`}\n\n${quote(text.trim(), '   ')}\n`
}

const quote = (text: string, indent = ''): string => text.replace(/^/gm, `${indent}> `)
