import { setTimeout as sleep } from 'node:timers/promises'
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

export type Library = { bots: Bots; uploads: Uploads; learn: Learn }
type Parts = {
  store: Store
  catalog: Catalog
  stages: Stages
  limits: Limits
  library: Library
  offersModel: (model: string) => boolean
}

const SEAT_TRIES = 4
const SEAT_WAIT_MS = 250

/**
 * Takes in what a file holds, while it comes. Each conversation is there when it is whole: where the file breaks off, or
 * something in it is wrong, what stood before that stays, and the same file again adds what is missing.
 */
export function createImport({ store, catalog, stages, limits, library, offersModel }: Parts) {
  const { bots, uploads, learn } = library

  const takeIn = async (scope: Scope, body: AsyncIterable<Buffer>): Promise<Imported> => {
    const report = createReport()
    const known = createKnownThings({ catalog, bots, scope })
    let opened: Promise<Stage> | undefined
    const stage = () => (opened ??= stages.open(scope.userId))
    const sources = createSourceIntake({ scope, known, uploads, learn, report })
    const conversations = createConversationIntake({ store, stage, known, report, offersModel, userId: scope.userId })
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

  /** One that has just ended may have its seat for a moment longer, where many processes share them. */
  const sit = async (userId: string, patience = SEAT_TRIES): Promise<{ release: () => void }> => {
    const seat = await limits.sit([{ key: `import:${userId}`, max: 1 }])
    if (!('full' in seat)) return seat
    if (patience === 0)
      throw new Refusal('too_many_requests', 'Another import of yours is under way.', { retryAfterMs: 5_000 })
    await sleep(SEAT_WAIT_MS)
    return sit(userId, patience - 1)
  }

  return async (scope: Scope, body: AsyncIterable<Buffer>): Promise<Imported> => {
    const seat = await sit(scope.userId)
    try {
      return await takeIn(scope, body)
    } finally {
      seat.release()
    }
  }
}
