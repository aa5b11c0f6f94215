import { z } from 'zod'
import { MAX_COMMENT_CHARS, MAX_REFUSAL_CHARS, MAX_SYSTEM_PROMPT_CHARS } from './limits.ts'
import { uuid } from './requests.ts'
import { ENDS } from './resources.ts'

/**
 * What an export is made of, and what an import is held to. One object: `format`, `version` and `exported_at` first,
 * then the lists `bots`, `sources` and `conversations`, so that it can be written and read while it passes. Unknown
 * fields are dropped.
 */
export const TRANSFER_FORMAT = 'folio'
export const TRANSFER_VERSION = 1

const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(value => !value.includes('\0'), 'must not contain NUL')
const time = z.iso.datetime({ offset: true })
const count = z.int().min(0).max(2_147_483_647)
const optional = <T extends z.ZodType>(type: T) => type.nullable().default(null)
const webAddress = text(2_000).refine(url => /^https?:\/\//i.test(url), 'must be an http or https address')
/** Long texts and bytes come in pieces: nobody has to hold one of them whole. */
export const TRANSFER_PIECE_UNITS = 65_536
const MAX_CONTENT_UNITS = 2_000_000

export const transferBot = z.object({
  id: uuid,
  name: text(200).min(1),
  system_prompt: optional(text(MAX_SYSTEM_PROMPT_CHARS)),
  model: optional(text(200)),
  temperature: optional(z.number().min(0).max(2)),
  refusal_text: optional(text(MAX_REFUSAL_CHARS)),
  is_default: z.boolean().default(false),
  created_at: time,
})

/** Behind it stand `text`, what was read of it, and `bytes`, the file in base64: each a list of pieces. */
export const transferSource = z.object({
  id: uuid,
  bot_id: uuid,
  document_id: optional(uuid),
  type: z.enum(['url', 'text', 'file']),
  title: text(2_000),
  url: optional(webAddress),
  media_type: optional(text(200)),
  /** Of the file. */
  file: optional(z.object({ name: text(1_000), media_type: text(200) })),
  created_at: time,
})

/** Behind it stands `messages`. */
export const transferConversation = z.object({
  id: uuid,
  /** The client's own name for it. */
  name: optional(text(200).min(1)),
  title: text(200).default(''),
  title_from: optional(z.enum(['words', 'model', 'person'])),
  model: optional(text(200)),
  system_prompt: optional(text(MAX_SYSTEM_PROMPT_CHARS)),
  pinned: z.boolean().default(false),
  archived: z.boolean().default(false),
  bot_id: optional(uuid),
  head_message_id: optional(uuid),
  created_at: time,
  updated_at: time,
})

const error = z.object({ code: text(100), message: text(2_000) })
const finishReason = z.enum(['stop', 'length', 'content_filter', 'no_evidence'])

/** What stands in a reply besides its text; each weighs 1 in the offsets behind it. */
const mark = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('citation'),
    n: count,
    source_id: uuid,
    document_id: uuid,
    title: text(2_000),
    start: count,
    end: count,
    page: z.int().nullable(),
    heading_path: z.array(text(2_000)).max(100),
    quote: text(100_000),
  }),
  z.object({ type: z.literal('wait'), reason: text(200), delay_ms: z.number().min(0) }),
  z.object({
    type: z.literal('end'),
    status: z.enum(ENDS),
    finish_reason: finishReason.nullable(),
    error: error.nullable(),
    token_count: count.nullable(),
  }),
])

/** Each stands behind its parent; messages with the same parent stand in their order. */
export const transferMessage = z.object({
  id: uuid,
  parent_id: uuid.nullable(),
  role: z.enum(['user', 'assistant']),
  content: text(MAX_CONTENT_UNITS),
  status: z.enum(ENDS).default('complete'),
  error: optional(error),
  model: optional(text(200)),
  provider: optional(z.literal('workflow')),
  epoch: count.default(1),
  prompt_tokens: optional(count),
  token_count: optional(count),
  finish_reason: optional(finishReason),
  feedback: optional(z.object({ rating: z.enum(['up', 'down']), comment: optional(text(MAX_COMMENT_CHARS)) })),
  /** Citations, and whatever else stands between its words: `[offset, mark]`, without the end of a reply that is above. */
  marks: z
    .array(z.tuple([count, mark]))
    .max(10_000)
    .default([]),
  created_at: time,
  finished_at: optional(time),
})

export type TransferBot = z.output<typeof transferBot>
export type TransferSource = z.output<typeof transferSource>
export type TransferConversation = z.output<typeof transferConversation>
export type TransferMessage = z.output<typeof transferMessage>
export type TransferMark = z.output<typeof mark>

export const exportQuery = z.object({ format: z.enum(['markdown', 'json']).default('json') })

/** Why something of a file was not taken in. */
export const SKIP_REASONS = ['already_there', 'quota_exceeded', 'too_long', 'empty', 'not_possible'] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** What an import has done. `skipped` counts conversations and sources; `reasons` says why, with how many. */
export type Imported = {
  conversations: number
  messages: number
  sources: number
  skipped: number
  reasons: Partial<Record<SkipReason, number>>
}
