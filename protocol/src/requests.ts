import { z } from 'zod'
import {
  DEFAULT_PASSAGES,
  MAX_COMMENT_CHARS,
  MAX_PASSAGES,
  MAX_QUESTION_CHARS,
  MAX_REFUSAL_CHARS,
  MAX_SOURCE_TEXT_CHARS,
  MAX_SYSTEM_PROMPT_CHARS,
  MAX_TITLE_CHARS,
  MIN_PASSWORD_CHARS,
} from './limits.ts'

/** The bodies and queries of requests. Unknown fields are dropped: what the server owns cannot be set from outside. */

const withoutNul = (text: string) => !text.includes('\0')
const text = (max: number) => z.string().max(max).refine(withoutNul, 'must not contain NUL')
export const uuid = z.uuid().transform(id => id.toLowerCase())
/** Of something that is there already: one that is malformed is answered like any other that is not. */
const known = z.string().transform(id => uuid.safeParse(id).data ?? '')
/** Its length is checked where the operator's limits are known. */
const content = z.string().refine(withoutNul, 'must not contain NUL')
const model = text(200).min(1)
const email = z
  .email()
  .max(254)
  .transform(address => address.toLowerCase())
const password = z.string().min(MIN_PASSWORD_CHARS).max(1_000)
const limit = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback)

export const register = z.object({ email, password, display_name: text(100).trim().min(1).optional() })
export const login = z.object({
  email,
  password: z.string().max(1_000),
  keep_guest_conversations: z.boolean().default(false),
})
export const changeMe = z.object({
  display_name: text(100).trim().min(1).nullable().optional(),
  password: password.optional(),
  current_password: z.string().max(1_000).optional(),
})

export const createConversation = z.object({
  id: uuid.optional(),
  title: text(MAX_TITLE_CHARS).trim().optional(),
  model: model.nullable().optional(),
  system_prompt: text(MAX_SYSTEM_PROMPT_CHARS).nullable().optional(),
  bot_id: known.nullable().optional(),
})
export const changeConversation = z.object({
  title: text(MAX_TITLE_CHARS).trim().min(1).optional(),
  model: model.nullable().optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
  head_message_id: uuid.optional(),
  system_prompt: text(MAX_SYSTEM_PROMPT_CHARS).nullable().optional(),
})
export const listConversations = z.object({
  limit: limit(30, 100),
  cursor: z.string().max(200).optional(),
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .transform(value => value === 'true'),
})
export const listMessages = z.object({ limit: limit(50, 200), before: uuid.optional() })

export const search = z.object({
  q: text(MAX_QUESTION_CHARS),
  limit: limit(20, 50),
  cursor: z.string().max(200).optional(),
})

export const sendMessage = z.object({
  id: uuid.optional(),
  reply_id: uuid.optional(),
  content,
  /** Left out: the head of the conversation. `null`: a new beginning. */
  parent_id: uuid.nullable().optional(),
  model: model.optional(),
})
export const editMessage = z.object({
  id: uuid.optional(),
  reply_id: uuid.optional(),
  content,
  model: model.optional(),
})
export const regenerate = z.object({ reply_id: uuid.optional(), model: model.optional() })

export const giveFeedback = z.object({
  rating: z.enum(['up', 'down']),
  comment: text(MAX_COMMENT_CHARS).trim().nullable().default(null),
})

export const readUsage = z.object({ days: limit(30, 366) })

const sessionName = text(200).min(1)
export const olderChat = z.object({
  message: content,
  session_id: sessionName.optional(),
  user_id: text(200).optional(),
  ai_provider: text(50).optional(),
  model: model.optional(),
})
export const olderSse = z.object({ session_id: sessionName, user_id: text(200).optional() })
export const olderMessage = z.object({ message: content })
export const olderHistory = z.object({ limit: limit(100, 500), before: uuid.optional() })

const title = text(MAX_TITLE_CHARS).trim().min(1)
export const queueTraining = z.object({
  bot_id: known.optional(),
  /** Left out: a new source, unless the same content is there. */
  source_id: known.optional(),
  source: z.discriminatedUnion('type', [
    z.object({ type: z.literal('url'), url: text(2_000).min(1), title: title.optional() }),
    z.object({ type: z.literal('text'), text: text(MAX_SOURCE_TEXT_CHARS).min(1), title: title.optional() }),
    z.object({ type: z.literal('file'), file_id: known, title: title.optional() }),
  ]),
})
const cursor = z.string().max(200).optional()
export const listJobs = z.object({ limit: limit(30, 100), cursor })
export const listSources = z.object({ limit: limit(30, 100), cursor, bot_id: known.optional() })
const units = z.coerce.number().int().min(0).optional()
/** A part of a text, in UTF-16 units. */
export const readText = z.object({ start: units, end: units })
export const listShares = z.object({ limit: limit(30, 100), cursor })
export const listBots = z.object({ limit: limit(50, 100), cursor })

const botSettings = {
  system_prompt: text(MAX_SYSTEM_PROMPT_CHARS).nullable().optional(),
  model: model.nullable().optional(),
  temperature: z.number().min(0).max(2).nullable().optional(),
  refusal_text: text(MAX_REFUSAL_CHARS).trim().min(1).nullable().optional(),
}
export const createBot = z.object({ name: title, ...botSettings })
export const changeBot = z.object({ name: title.optional(), ...botSettings })

export const retrieve = z.object({
  query: text(MAX_SYSTEM_PROMPT_CHARS).trim().min(1),
  bot_id: known.optional(),
  k: z.number().int().min(1).max(MAX_PASSAGES).default(DEFAULT_PASSAGES),
  /** Oldest first. */
  history: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: text(200_000) }))
    .max(50)
    .default([]),
})

const ref = text(200).optional()
const revision = z.number().int().min(0)
export const clientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth'), token: z.string().max(8_192), after: revision.optional(), ref }),
  z.object({ type: z.literal('resume'), after: revision, ref }),
  sendMessage.required({ id: true }).extend({ type: z.literal('send'), conversation_id: uuid.optional(), ref }),
  z.object({ type: z.literal('follow'), message_id: uuid, after: z.string().max(40).optional(), ref }),
  z.object({ type: z.literal('unfollow'), message_id: uuid, ref }),
  z.object({ type: z.literal('stop'), message_id: uuid, ref }),
])
