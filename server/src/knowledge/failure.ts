import type { JobErrorCode } from '@folio/protocol'

/** Why a job cannot be done; what a person may read. */
export class JobFailure extends Error {
  readonly code: JobErrorCode
  /** Trying again may help. */
  readonly passing: boolean
  constructor(code: JobErrorCode, message: string, options: ErrorOptions & { passing?: boolean } = {}) {
    super(message, options)
    this.name = 'JobFailure'
    this.code = code
    this.passing = options.passing ?? false
  }
}
