import { head, isEnd, join, span, textOf, weigh, type EndMark, type Part, type ReplyData } from '@folio/protocol'
import type { MessageRow } from '../store/tables.ts'

/** A reply as its row keeps it: all text, and apart from it what is not text, each with its offset. */
export function toRow(parts: readonly Part[]): { content: string; marks: string | null } {
  const marks: [number, ReplyData][] = []
  let offset = 0
  for (const part of parts) {
    if (typeof part !== 'string') marks.push([offset, part.data])
    offset += weigh(part)
  }
  return { content: textOf(parts), marks: marks.length > 0 ? JSON.stringify(marks) : null }
}

/** The parts of a reply, from its row. */
export function fromRow(row: Pick<MessageRow, 'content' | 'marks'>): Part[] {
  const parts: Part[] = []
  let taken = 0
  let offset = 0
  const text = (units: number) => {
    if (units > 0) parts.push(row.content.slice(taken, taken + units))
    taken += Math.max(0, units)
    offset += Math.max(0, units)
  }
  for (const [at, data] of marksOf(row)) {
    text(at - offset)
    parts.push({ data })
    offset++
  }
  text(row.content.length - taken)
  return parts
}

export function marksOf(row: Pick<MessageRow, 'marks'>): [number, ReplyData][] {
  return row.marks === null ? [] : (JSON.parse(row.marks) as [number, ReplyData][])
}

/** The end mark, if it is the last part. */
export function endOf(parts: readonly Part[]): EndMark | undefined {
  const last = parts.at(-1)
  return last !== undefined && typeof last !== 'string' && isEndMark(last.data) ? last.data : undefined
}

export function isEndMark(data: ReplyData): data is EndMark {
  return data.type === 'end' && typeof data.status === 'string' && isEnd(data.status as EndMark['status'])
}

/** True where `parts` go on from `beginning`. */
export function startsWith(parts: readonly Part[], beginning: readonly Part[]): boolean {
  return JSON.stringify(join(head(parts, span(beginning)))) === JSON.stringify(join(beginning))
}

export function hasText(parts: readonly Part[]): boolean {
  return parts.some(part => typeof part === 'string' && part !== '')
}
