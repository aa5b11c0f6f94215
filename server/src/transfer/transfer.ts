import type { Bus } from '../bus/bus.ts'
import type { Files } from '../files/files.ts'
import { createPieces } from '../knowledge/pieces.ts'
import type { Clock } from '../lib/clock.ts'
import type { Limits } from '../limits/limits.ts'
import type { Catalog } from '../store/catalog.ts'
import type { Store } from '../store/open.ts'
import type { ConversationRow } from '../store/tables.ts'
import { createExport } from './export.ts'
import { createImport, type Library } from './import.ts'
import { writeMarkdown } from './markdown.ts'
import { createStages } from './stage.ts'

export type Transfer = ReturnType<typeof createTransfer>

type Parts = {
  store: Store
  catalog: Catalog
  files: Files
  bus: Bus
  limits: Limits
  library: Library
  offersModel: (model: string) => boolean
  clock: Clock
}

/** What people have, on its way out and in. */
export function createTransfer({ store, catalog, files, bus, limits, library, offersModel, clock }: Parts) {
  const stages = createStages({ store, pieces: createPieces({ store, clock }), bus, clock })
  return {
    ...createExport({ store, catalog, files, clock }),
    markdown: (row: ConversationRow): AsyncGenerator<string> => writeMarkdown({ db: store.db, catalog }, row),
    take: createImport({ store, catalog, stages, limits, library, offersModel }),
    /** Clears away what killed imports have left. */
    sweep: stages.sweep,
  }
}
