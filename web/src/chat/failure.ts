import type { ErrorCode, Problem } from '@folio/protocol'
import { failuresWords as words } from '../words/en/failures.ts'

/** What went wrong, as far as a person wants to know. `offline`: the server was not reached. */
export type Failure = { code: ErrorCode | 'offline'; detail: string; requestId: string | null }

/** A call that brought no answer, or one that is not 2xx. */
export class CallFailed extends Error {
  readonly failure: Failure
  readonly status: number
  /** What `Retry-After` asks for. */
  readonly retryAfterMs: number | null

  constructor(failure: Failure, status = 0, retryAfterMs: number | null = null, cause?: unknown) {
    super(failure.detail, { cause })
    this.failure = failure
    this.status = status
    this.retryAfterMs = retryAfterMs
  }

  /** True where the same call may succeed later without being changed. */
  get passing(): boolean {
    const { code } = this.failure
    if (code === 'idempotency_mismatch') return false
    return this.status === 0 || this.status >= 500 || this.status === 408 || this.status === 429
  }
}

export function notReached(cause: unknown): CallFailed {
  return new CallFailed({ code: 'offline', detail: words.offline, requestId: null }, 0, null, cause)
}

export async function refused(response: Response): Promise<CallFailed> {
  return refusal(response.status, await response.json().catch(() => ({})), name => response.headers.get(name))
}

/** What an answer that is not 2xx says, by whichever way it came. */
export function refusal(
  status: number,
  problem: Partial<Problem>,
  header: (name: string) => string | null,
): CallFailed {
  const seconds = Number(header('Retry-After'))
  return new CallFailed(
    {
      code: problem.code ?? 'internal',
      detail: (problem.code && words.refusals[problem.code]) ?? problem.detail ?? words.answered(status),
      requestId: problem.request_id ?? header('X-Request-Id'),
    },
    status,
    seconds > 0 ? seconds * 1_000 : null,
  )
}

type Fault = { code: string; message: string } | null

/** Why a reply, or the reading of a document, came to no good end: in the page's language, where that knows the code. */
export const whyReply = (fault: Fault) => fault && (words.replies[fault.code] ?? fault.message)
export const whyJob = (fault: Fault) => fault && (words.jobs[fault.code] ?? fault.message)

export function failureOf(error: unknown): Failure {
  if (error instanceof CallFailed) return error.failure
  return { code: 'internal', detail: words.ours, requestId: null }
}
