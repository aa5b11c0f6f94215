/** What a message may hold where the operator has set nothing else. Characters are UTF-16 units. */
export const MAX_MESSAGE_CHARS = 5_000
export const MAX_MESSAGE_BYTES = 10_240
export const MAX_TITLE_CHARS = 200
export const MAX_SYSTEM_PROMPT_CHARS = 8_000
/** What is said of a reply with a rating. */
export const MAX_COMMENT_CHARS = 2_000
/** Replies of one conversation that may wait for their turn. */
export const MAX_QUEUED = 3
/** The longest frame written to a reader, in UTF-16 units. */
export const MAX_FRAME_UNITS = 16_384
/** WebSocket frames from a client, in bytes. */
export const MAX_SOCKET_FRAME_BYTES = 65_536
export const PING_INTERVAL_MS = 15_000
/** Bytes of a password that bcrypt reads. */
export const MAX_PASSWORD_BYTES = 72
export const MIN_PASSWORD_CHARS = 8
/** Passages that one answer is offered where nothing else is asked for. */
export const DEFAULT_PASSAGES = 8
export const MAX_PASSAGES = 1_000
export const MAX_REFUSAL_CHARS = 2_000
/** UTF-16 units of a text that is handed over as it is; more comes as a file. */
export const MAX_SOURCE_TEXT_CHARS = 500_000
/** What is searched for in conversations. */
export const MAX_QUESTION_CHARS = 200
