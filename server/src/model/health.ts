import type { ModelFailure, ModelProvider } from './model.ts'

export type Health = {
  succeeded(): void
  failed(failure: ModelFailure): void
  state: ModelProvider['state']
}

/** How the provider does, judged by the last call that told something about it. */
export function createHealth(): Health {
  let last: ModelFailure | undefined
  return {
    succeeded() {
      last = undefined
    },
    failed(failure) {
      // A request that was refused says more about the request.
      last = failure.code === 'provider_rejected' || failure.code === 'unknown_model' ? undefined : failure
    },
    state: () => (last === undefined ? { ok: true } : { ok: false, detail: last.message }),
  }
}
