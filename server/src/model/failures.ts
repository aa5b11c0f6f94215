import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import type { ReplyErrorCode } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import { ModelFailure } from './model.ts'

/** `true`: after a pause of our own choice; a number: not before so many milliseconds. */
type Retry = boolean | number

/** A `ModelFailure` that knows whether the same call may be tried again. */
export class CallFailure extends ModelFailure {
  readonly retry: Retry
  constructor(
    code: ReplyErrorCode,
    message: string,
    { retry = false, cause }: { retry?: Retry; cause?: unknown } = {},
  ) {
    super(code, message, { cause })
    this.retry = retry
  }
}

type Call = { apiKey?: string | undefined; clock: Clock }

/**
 * What went wrong with a call, in words for people: neither the key nor an address is ever part of them. An error that
 * is no fault of the provider's or of the network's comes back as it is.
 */
export function failureOf(error: unknown, call: Call): unknown {
  if (error instanceof APIConnectionTimeoutError) {
    return new CallFailure('provider_unreachable', 'The connection to the model timed out.', {
      retry: true,
      cause: error,
    })
  }
  if (error instanceof APIConnectionError) return failureOf(error.cause, call)
  if (error instanceof APIError && typeof error.status === 'number') return failureOfStatus(error, error.status, call)
  return failureOfSocket(error)
}

/** The provider closed an idle connection just as it was used again: a new one will do, at once. */
export function failureOfIdleSocket(cause: unknown): CallFailure {
  return new CallFailure('provider_cut', 'The connection to the model had gone.', { retry: 0, cause })
}

type RefusedError = Pick<APIError, 'code' | 'error' | 'headers'>

function failureOfStatus(error: RefusedError, status: number, { apiKey, clock }: Call): CallFailure {
  const said = theirWords(error.error, apiKey)
  if (status === 401 || status === 403) {
    const message = 'The model’s provider refused the API key. Whoever runs this server should check OPENAI_API_KEY.'
    return new CallFailure('provider_credentials', message)
  }
  if (status === 404) {
    return error.code === 'model_not_found' || /model/i.test(said)
      ? new CallFailure('unknown_model', 'The provider does not know this model.')
      : new CallFailure('provider_rejected', 'The provider has nothing at this address. Is OPENAI_BASE_URL right?')
  }
  if (status === 429) return failureOfLimit(error, clock)
  if (status >= 500 || status === 408) {
    const retry = retryAfterMs(error.headers, clock) ?? true
    return new CallFailure('provider_error', `The model’s provider had an error (${status}).`, { retry })
  }
  if (status < 400)
    return new CallFailure(
      'provider_rejected',
      `The provider answered with a redirect (${status}), which is not followed.`,
    )
  return new CallFailure(
    'provider_rejected',
    `The provider refused the request (${status})${said === '' ? '.' : `: ${said}`}`,
  )
}

/** A used-up quota is a 429 too, but waiting does not help. */
function failureOfLimit(error: RefusedError, clock: Clock): CallFailure {
  if (error.code === 'insufficient_quota') {
    return new CallFailure('provider_rate_limited', 'The quota at the model’s provider is used up.')
  }
  const retry = retryAfterMs(error.headers, clock) ?? true
  return new CallFailure('provider_rate_limited', 'The model’s provider is busy: too many requests (429).', { retry })
}

/** `Retry-After` in seconds or as a date, or the more exact `Retry-After-Ms`. */
function retryAfterMs(headers: Headers | undefined, clock: Clock): number | undefined {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (exact >= 0) return exact
  const value = headers?.get('retry-after')?.trim()
  if (!value) return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

const AWAY = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EACCES'])

/** Nothing that we send asks for a certificate of our own making, so a TLS fault means the same as no answer. */
function failureOfSocket(error: unknown): unknown {
  const code = errorCode(error)
  if (error instanceof CallFailure || code === '') return error
  if (code.startsWith('HPE_')) {
    return new CallFailure('provider_malformed', 'The provider’s answer is not HTTP.', { retry: true, cause: error })
  }
  if (AWAY.has(code) || /CERT|TLS|SSL|SELF_SIGNED/.test(code)) {
    return new CallFailure('provider_unreachable', `The model’s provider cannot be reached (${code}).`, {
      retry: true,
      cause: error,
    })
  }
  return new CallFailure('provider_cut', 'The connection to the model broke.', { retry: true, cause: error })
}

/** `localhost` is tried on both IP versions: the fault is then one of many. */
function errorCode(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown }
  if (typeof code === 'string') return code
  return Array.isArray(errors) && errors.length > 0 ? errorCode(errors[0]) : ''
}

/** An error that came as an event of the stream. */
export function failureInStream(error: unknown): CallFailure {
  const { code, type, status } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  if ([code, type, status].some(word => word === 429 || word === '429' || word === 'rate_limit_exceeded')) {
    return new CallFailure('provider_rate_limited', 'The model’s provider is busy: too many requests.', { retry: true })
  }
  return new CallFailure('provider_error', 'The model’s provider reported an error.', { retry: true })
}

/** The provider's own words, where they may help: one short line, without addresses and without anything like a key. */
function theirWords(error: unknown, apiKey: string | undefined): string {
  const { message } = (typeof error === 'object' && error !== null ? error : {}) as { message?: unknown }
  if (typeof message !== 'string') return ''
  const words = apiKey ? message.replaceAll(apiKey, '…') : message
  const line = words
    .replace(/\bhttps?:\/\/\S+|\bBearer\s+\S+|\bsk-\S+/gi, '…')
    .replace(/[\p{Cc}\p{Surrogate}\s]+/gu, ' ')
    .trim()
  return line.length > 200 ? `${line.slice(0, 199).trimEnd()}…` : line
}
