import type { FinishReason } from '@folio/protocol'
import { CallFailure, failureInStream } from './failures.ts'

export type Usage = { promptTokens: number; completionTokens: number }

export type ChunkListener = {
  text(piece: string): void
  /** Something that is no answer yet shows that the model works: it thinks, or calls a tool. */
  thinking(): void
  finish(reason: FinishReason): void
  usage(usage: Usage): void
}

/**
 * Reads `chat.completion.chunk` objects: the text of the first choice, why it ended, what it cost. Everything else is
 * dropped. Throws a `CallFailure` where the data is no JSON object, or is an error of the provider's.
 */
export function createChunkReader(on: ChunkListener): (data: string) => void {
  let frame: Frame | undefined
  let chances = 4
  return data => {
    const text = frame && within(frame, data)
    if (text !== undefined && !ESCAPED.test(text)) return on.text(text)
    const content = read(parse(data), on)
    if (text !== undefined || content === '' || chances === 0) return
    chances--
    frame = frameOf(data, content) ?? frame
  }
}

type Json = Record<string, unknown>

function parse(data: string): Json {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    // Its message quotes the text, which belongs in no log.
    throw new CallFailure('provider_malformed', 'The model sent something that cannot be read.', { retry: true })
  }
  if (!isRecord(value))
    throw new CallFailure('provider_malformed', 'The model sent something that is no answer.', { retry: true })
  return value
}

/** Answers with the text that was in it. */
function read(chunk: Json, on: ChunkListener): string {
  if (chunk['error'] !== undefined && chunk['error'] !== null) throw failureInStream(chunk['error'])
  const { delta, finish_reason: reason } = firstChoice(chunk)
  const content = contentOf(delta)
  if (content !== '') on.text(content)
  else if (isRecord(delta) && THOUGHTS.some(key => Boolean(delta[key]))) on.thinking()
  if (typeof reason === 'string') on.finish(reason === 'length' || reason === 'content_filter' ? reason : 'stop')
  const usage = chunk['usage']
  if (isRecord(usage))
    on.usage({ promptTokens: count(usage['prompt_tokens']), completionTokens: count(usage['completion_tokens']) })
  return content
}

const THOUGHTS = ['reasoning_content', 'reasoning', 'tool_calls']

function contentOf(delta: unknown): string {
  const content = isRecord(delta) ? delta['content'] : undefined
  return typeof content === 'string' ? content : ''
}

function firstChoice(chunk: Json): Json {
  const choices = chunk['choices']
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
  return isRecord(choice) ? choice : {}
}

/** Beyond this no column can hold it, and a reply must end whatever its provider counts. */
const MAX_TOKENS = 2_147_483_647

const count = (value: unknown) =>
  typeof value === 'number' && value >= 0 ? Math.min(Math.floor(value), MAX_TOKENS) : 0
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What stands around the text. Most providers repeat all of it, byte for byte, in each chunk of a reply: then a chunk
 * with the same frame, and text between that needs no unescaping, is that JSON with another text, and need not be
 * parsed.
 */
type Frame = { head: string; tail: string }

const ESCAPED = /["\\\u0000-\u001f]/
const PROBE = '<where the text stands>'

/** The text as it is written in the JSON; undefined where the frame is another. */
function within({ head, tail }: Frame, data: string): string | undefined {
  const end = data.length - tail.length
  // Comparing slices is three times as fast as `startsWith`.
  const same = end >= head.length && data.slice(0, head.length) === head && data.slice(end) === tail
  return same ? data.slice(head.length, end) : undefined
}

/** Proves the frame by putting another text into it and reading it back. */
function frameOf(data: string, content: string): Frame | undefined {
  const at = ESCAPED.test(content) ? -1 : data.lastIndexOf(`"${content}"`)
  if (at < 0) return undefined
  const frame = { head: data.slice(0, at + 1), tail: data.slice(at + 1 + content.length) }
  try {
    const { delta } = firstChoice(parse(frame.head + PROBE + frame.tail))
    return contentOf(delta) === PROBE ? frame : undefined
  } catch {
    return undefined
  }
}
