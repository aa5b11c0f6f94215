import type { JobKind, JobPhase } from '@folio/protocol'
import type { JobRow, Trx } from '../store/tables.ts'
import { JobFailure } from './failure.ts'

/** A job that is being done here. */
export type Running = {
  row: JobRow
  /** Aborts with `JobStopped`: to be looked at between two pieces of work. */
  signal: AbortSignal
  /** How far it is: told to the database, and to who asked for it, with the next beat. */
  progress(phase: JobPhase, done?: number, total?: number): void
  /** Begins each transaction that writes for the job: throws `JobStopped` where another worker has it. */
  hold(trx: Trx): Promise<void>
}

/** What is to be done for one kind of jobs. */
export type JobWork = {
  /** May be done again from its beginning, whatever of it was done. Throws `JobFailure`, or what `signal` aborts with. */
  run(running: Running): Promise<void>
  /** Clears away what was done by halves. True where it turns out to have been done in full. */
  undo(running: Running): Promise<boolean>
}

/** What this process knows to do. */
export type Kinds = Partial<Record<JobKind, JobWork>>

/** What nobody here knows to do any more, as when its model was taken away, fails: it is not taken over for ever. */
export function workOf(kinds: Kinds, { kind }: Pick<JobRow, 'kind'>): JobWork {
  return kinds[kind] ?? UNKNOWN
}

const UNKNOWN: JobWork = {
  run: () => Promise.reject(new JobFailure('internal', 'This server is not set up for that any more.')),
  undo: async () => false,
}
