import type { Migration } from 'kysely'
import * as conversations from './0001-conversations.ts'
import * as workflow from './0002-workflow.ts'
import * as knowledge from './0003-knowledge.ts'
import * as search from './0004-search.ts'
import * as shares from './0005-shares.ts'
import * as accounts from './0006-accounts.ts'
import * as conversationsInUse from './0007-conversations.ts'
import * as transfer from './0008-transfer.ts'
import * as catalog from './catalog-0001-catalog.ts'

/** Those of the catalog, which may live in a database of its own. */
export const catalogMigrations: Record<string, Migration> = {
  '0001-catalog': catalog,
}

/** Every migration by its name, in order. A name that has landed is never changed. */
export const migrations: Record<string, Migration> = {
  '0001-conversations': conversations,
  '0002-workflow': workflow,
  '0003-knowledge': knowledge,
  '0004-search': search,
  '0005-shares': shares,
  '0006-accounts': accounts,
  '0007-conversations': conversationsInUse,
  '0008-transfer': transfer,
}
