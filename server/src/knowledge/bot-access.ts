import type { Bot } from '@folio/protocol'
import type { BotRow } from '../store/catalog-tables.ts'
import type { Scope } from './scope.ts'

/** Its owner alone; of an organisation's, everybody there. Who has left the organisation is a stranger to its bots. */
export function isReadable({ userId, org }: Scope, bot: BotRow): boolean {
  return bot.org_id === null ? bot.owner_id === userId : bot.org_id === org?.id
}

/** Its owner; of an organisation's, whoever made it and the admins. */
export function isWritable(scope: Scope, bot: BotRow): boolean {
  return isReadable(scope, bot) && (bot.owner_id === scope.userId || scope.org?.role === 'admin')
}

/** A bot as `scope` sees it. */
export function toBot(scope: Scope, bot: BotRow): Bot {
  const { id, name, system_prompt, model, temperature, refusal_text, is_default, org_id, created_at, updated_at } = bot
  return {
    id,
    name,
    system_prompt,
    model,
    temperature,
    refusal_text,
    is_default: is_default === 1,
    org_id,
    writable: isWritable(scope, bot),
    created_at: new Date(created_at).toISOString(),
    updated_at: new Date(updated_at).toISOString(),
  }
}
