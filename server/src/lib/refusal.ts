import type { ErrorCode, FieldError } from '@folio/protocol'

/** The domain's no, for a reason that the caller may know. Everything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly fields: FieldError[] | undefined
  /** When trying again makes sense. */
  readonly retryAfterMs: number | undefined
  constructor(code: ErrorCode, detail: string, more: { fields?: FieldError[]; retryAfterMs?: number } = {}) {
    super(detail)
    this.name = 'Refusal'
    this.code = code
    this.fields = more.fields
    this.retryAfterMs = more.retryAfterMs
  }
}
