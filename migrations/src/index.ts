import type { Migration } from 'kysely'
import * as conversations from './0001-conversations.ts'
import * as workflow from './0002-workflow.ts'

/** Every migration by its name, in order. A name that has landed is never changed. */
export const migrations: Record<string, Migration> = {
  '0001-conversations': conversations,
  '0002-workflow': workflow,
}
