import type { ModelFailure } from '../model/model.ts'
import { workerFailures } from './worker-failures.ts'

export type PatienceLimits = {
  missingChunkTimeoutMs: number
  firstTokenTimeoutMs: number
  silenceTimeoutMs: number
  /** From the first offer to the end. */
  maxAgeMs: number
}

/** How long the worker of one reply is still waited for. All times are in the terms of one clock. */
export type Patience = {
  /** Somebody has the work: from now on its first chunk is waited for. */
  taken(atMs: number): void
  /** A chunk has come that had not come before. */
  alive(atMs: number): void
  /** Any chunk has come. */
  readonly begun: boolean
  /** Why it has ended; undefined where it has not. `missingSince`: where a chunk is missing, since when. */
  endedBy(nowMs: number, missingSince: number | undefined): ModelFailure | undefined
}

export function createPatience(limits: PatienceLimits, beganAt: number): Patience {
  let phase: 'offered' | 'taken' | 'begun' = 'offered'
  let aliveAt = beganAt
  return {
    taken(atMs) {
      if (phase !== 'offered') return
      phase = 'taken'
      aliveAt = atMs
    },
    alive(atMs) {
      phase = 'begun'
      aliveAt = atMs
    },
    get begun() {
      return phase === 'begun'
    },
    endedBy(nowMs, missingSince = nowMs) {
      const silentMs = nowMs - aliveAt
      if (nowMs - beganAt >= limits.maxAgeMs) return workerFailures.slow()
      if (nowMs - missingSince >= limits.missingChunkTimeoutMs) return workerFailures.missing()
      if (phase === 'begun') return silentMs >= limits.silenceTimeoutMs ? workerFailures.silent() : undefined
      if (silentMs < limits.firstTokenTimeoutMs) return undefined
      return phase === 'taken' ? workerFailures.late() : workerFailures.absent()
    },
  }
}
