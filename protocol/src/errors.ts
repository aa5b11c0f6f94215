/** Every code an error answer may carry. Clients rely on them: a code is added, never renamed. */
export const ERROR_CODES = [
  'invalid_request',
  'malformed_json',
  'invalid_address',
  'invalid_idempotency_key',
  'message_empty',
  'message_too_long',
  'message_too_large',
  'body_too_large',
  'unauthenticated',
  'invalid_credentials',
  'invalid_token',
  'origin_not_allowed',
  'wrong_user',
  'not_found',
  'method_not_allowed',
  'email_taken',
  'already_a_member',
  'id_taken',
  'idempotency_mismatch',
  'not_continuable',
  'not_editable',
  'not_regenerable',
  'not_ratable',
  'nothing_to_share',
  'too_long_to_share',
  'unknown_model',
  'unknown_provider',
  'unsupported_media_type',
  'quota_exceeded',
  'not_cancellable',
  'not_retryable',
  'too_many_requests',
  'too_many_queued',
  'too_many_connections',
  'request_timeout',
  'unavailable',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export type FieldError = { path: string; message: string }

/** `application/problem+json`, RFC 9457. */
export type Problem = {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  request_id: string
  errors?: FieldError[]
}

/** Why a job failed: `error.code` of a job. */
export const JOB_ERROR_CODES = [
  'needs_ocr',
  'empty',
  'unsupported_type',
  'unreadable',
  'too_large',
  'took_too_long',
  'killed_its_worker',
  'address_not_allowed',
  'unreachable',
  'refused_by_site',
  'file_missing',
  'embeddings_failed',
  'internal',
] as const
export type JobErrorCode = (typeof JOB_ERROR_CODES)[number]

/** Why a reply failed or was interrupted: `error.code` of a message. */
export const REPLY_ERROR_CODES = [
  'provider_rate_limited',
  'provider_credentials',
  'provider_rejected',
  'provider_error',
  'provider_unreachable',
  'provider_first_token_timeout',
  'provider_silent',
  'provider_cut',
  'provider_malformed',
  'unknown_model',
  'workers_busy',
  'worker_chunk_missing',
  'worker_out_of_order',
  'worker_too_slow',
  'retrieval_failed',
  'bot_gone',
  'server_stopped',
  'server_error',
] as const
export type ReplyErrorCode = (typeof REPLY_ERROR_CODES)[number]
