import { ModelFailure } from '../model/model.ts'

/** What may become of a reply that is left to the workers, in words for people. */
export const workerFailures = {
  absent: () => new ModelFailure('provider_unreachable', 'No worker was there to answer.'),
  busy: () => new ModelFailure('workers_busy', 'Too many replies are with the workers already. Please try again soon.'),
  late: () => new ModelFailure('provider_first_token_timeout', 'The worker did not begin to answer in time.'),
  silent: () => new ModelFailure('provider_silent', 'The worker fell silent in the middle of its answer.'),
  missing: () => new ModelFailure('worker_chunk_missing', 'A part of the worker’s answer got lost on the way.'),
  disordered: () =>
    new ModelFailure('worker_out_of_order', 'The parts of the worker’s answer came in too great a disorder.'),
  slow: () => new ModelFailure('worker_too_slow', 'The worker took too long for its answer.'),
  /** `told`: the worker's own words. */
  reported: (told: string) =>
    new ModelFailure('provider_error', told === '' ? 'The worker reported an error.' : `The worker reported: ${told}`),
  notHere: () => new ModelFailure('provider_unreachable', 'No workers answer here any more.'),
}
