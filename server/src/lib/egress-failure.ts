/** Why something could not be fetched. `busy`: too many wait already. */
export type EgressFailureCode =
  | 'address_not_allowed'
  | 'unreachable'
  | 'too_many_redirects'
  | 'unsupported_type'
  | 'too_large'
  | 'took_too_long'
  | 'busy'

/** What a person may read: no address that was looked up, nothing of what answered there. */
export class EgressFailure extends Error {
  readonly code: EgressFailureCode
  constructor(code: EgressFailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EgressFailure'
    this.code = code
  }
}
