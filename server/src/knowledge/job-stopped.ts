/** Why a job is not gone on with: nothing about it is wrong. */
export class JobStopped extends Error {
  /** `lost`: another worker has it. `leaving`: this one ends, and gives it back. */
  readonly why: 'cancelled' | 'lost' | 'leaving'
  constructor(why: JobStopped['why']) {
    super(`the job was stopped: ${why}`)
    this.name = 'JobStopped'
    this.why = why
  }
}
