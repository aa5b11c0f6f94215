import { isEnd, type EndMark, type ReplyData } from '@folio/protocol'
import type { TransferMark, TransferMessage } from '@folio/protocol/transfer'
import { isEndMark, marksOf } from '../replies/row-parts.ts'
import type { MessageRow } from '../store/tables.ts'
import { refuseAt, type Path } from './parse-at.ts'

/** Nobody goes on writing it where it comes to. */
const LEFT = { code: 'server_stopped', message: 'This reply was still being written when it was exported.' }

/** A message as a file has it. What is under way is told as interrupted, with the text that its row has. */
export function fromRow(row: MessageRow): TransferMessage {
  const { rating, comment } = row
  const ended = isEnd(row.status)
  return {
    id: row.id,
    parent_id: row.parent_id,
    role: row.role,
    content: row.content,
    status: isEnd(row.status) ? row.status : 'interrupted',
    error: ended ? (row.error === null ? null : (JSON.parse(row.error) as EndMark['error'])) : LEFT,
    model: row.model,
    provider: row.provider,
    epoch: row.epoch,
    prompt_tokens: row.prompt_tokens,
    token_count: row.token_count,
    finish_reason: row.finish_reason,
    feedback: rating === null ? null : { rating, comment },
    marks: withoutEnd(row),
    created_at: new Date(row.created_at).toISOString(),
    finished_at: row.finished_at === null ? null : new Date(row.finished_at).toISOString(),
  }
}

/** The end of a reply says what stands beside it already; ends before it have text behind them. */
function withoutEnd(row: MessageRow): TransferMessage['marks'] {
  const marks = marksOf(row) as [number, TransferMark][]
  const last = marks.at(-1)
  const isLast = last && isEndMark(last[1]) && last[0] === row.content.length + marks.length - 1
  return isLast ? marks.slice(0, -1) : marks
}

type Place = Pick<MessageRow, 'conversation_id' | 'user_id' | 'seq'> & { at: Path }

/** The row of a message of a file: `seq` is its place there, which is the order of siblings. */
export function toRow(message: TransferMessage, { at, seq, ...place }: Place): MessageRow {
  const { role, content, error, feedback, created_at, finished_at, marks: _, ...plain } = message
  const isReply = role === 'assistant'
  return {
    ...plain,
    ...place,
    role,
    content,
    marks: isReply ? JSON.stringify(marksWithEnd(message, at)) : null,
    status: isReply ? message.status : 'complete',
    error: error && isReply ? JSON.stringify(error) : null,
    attempts: 0,
    seq,
    rev: seq,
    pod_id: null,
    lease_until: null,
    stop_requested: 0,
    created_at: Date.parse(created_at),
    finished_at: finished_at === null ? null : Date.parse(finished_at),
    rating: feedback?.rating ?? null,
    comment: feedback?.comment ?? null,
    rating_rev: feedback ? seq : null,
  }
}

function marksWithEnd(message: TransferMessage, at: Path): [number, ReplyData][] {
  const { content, marks, status, error, token_count, finish_reason } = message
  let before = 0
  for (const [index, [offset]] of marks.entries()) {
    if (offset < before || offset > content.length + index) refuseAt([...at, 'marks', index, 0], 'no place in the text')
    before = offset + 1
  }
  const end: EndMark = { type: 'end', status, finish_reason, error, token_count }
  return [...marks, [content.length + marks.length, end]]
}
