import type { Imported, SkipReason } from '@folio/protocol/transfer'
import { Refusal } from '../lib/refusal.ts'

export type Report = ReturnType<typeof createReport>

/** Counts what an import does. */
export function createReport() {
  const imported: Imported = { conversations: 0, messages: 0, sources: 0, skipped: 0, reasons: {} }
  const skip = (reason: SkipReason) => {
    imported.skipped++
    imported.reasons[reason] = (imported.reasons[reason] ?? 0) + 1
  }
  return {
    imported,
    skip,
    /** What is refused of a part leaves the rest as it is; everything else is thrown again. */
    skipRefused(error: unknown): void {
      if (!(error instanceof Refusal)) throw error
      skip(error.code === 'quota_exceeded' ? 'quota_exceeded' : 'not_possible')
    },
  }
}
