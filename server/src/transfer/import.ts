import type { Imported } from '@folio/protocol/transfer'
import type { Bots } from '../knowledge/bots.ts'
import type { Learn } from '../knowledge/learn.ts'
import type { Scope } from '../knowledge/scope.ts'
import type { Uploads } from '../knowledge/uploads.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Limits } from '../limits/limits.ts'
import type { Catalog } from '../store/catalog.ts'
import type { Store } from '../store/open.ts'
import { createConversationIntake } from './conversations.ts'
import { readJsonStream } from './json-stream.ts'
import { createKnownThings } from './known-things.ts'
import { createFileReader } from './read-file.ts'
import { createReport } from './report.ts'
import { createSourceIntake } from './sources.ts'
import type { Stage, Stages } from './stage.ts'

export type Import = ReturnType<typeof createImport>

export type Library = { bots: Bots; uploads: Uploads; learn: Learn }
type Parts = {
  store: Store
  catalog: Catalog
  stages: Stages
  limits: Limits
  library: Library
}

/**
 * Takes in what a file holds, while it comes. Each conversation is there when it is whole: where the file breaks off, or
 * something in it is wrong, what stood before that stays, and the same file again adds what is missing.
 */
export function createImport({ store, catalog, stages, limits, library }: Parts) {
  const { bots, uploads, learn } = library

  const takeIn = async (scope: Scope, body: AsyncIterable<Buffer>): Promise<Imported> => {
    const report = createReport()
    const known = createKnownThings({ catalog, bots, scope })
    let opened: Promise<Stage> | undefined
    const stage = () => (opened ??= stages.open(scope.userId))
    const sources = createSourceIntake({ scope, known, uploads, learn, report })
    const conversations = createConversationIntake({ store, stage, known, report, userId: scope.userId })
    const reader = createFileReader({ known, sources, conversations, report })
    try {
      for await (const told of readJsonStream(body)) await reader.take(told)
      reader.end()
    } catch (error) {
      await sources.abandon(error instanceof Error ? error : new Error('the import broke off'))
      throw error
    } finally {
      await (await opened)?.close()
    }
    return report.imported
  }

  return async (scope: Scope, body: AsyncIterable<Buffer>): Promise<Imported> => {
    const seat = await limits.sit([{ key: `import:${scope.userId}`, max: 1 }])
    if ('full' in seat)
      throw new Refusal('too_many_requests', 'Another import of yours is under way.', { retryAfterMs: 5_000 })
    try {
      return await takeIn(scope, body)
    } finally {
      seat.release()
    }
  }
}
