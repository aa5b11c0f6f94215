import type { TransferBot, TransferMessage } from '@folio/protocol/transfer'
import type { Bots } from '../knowledge/bots.ts'
import { isReadable, isWritable } from '../knowledge/bot-access.ts'
import type { Scope } from '../knowledge/scope.ts'
import { derivedId } from '../lib/id.ts'
import { findBot, insertBot } from '../store/bots.ts'
import type { BotRow } from '../store/catalog-tables.ts'
import type { Catalog } from '../store/catalog.ts'
import { findSource } from '../store/sources.ts'

export type KnownThings = ReturnType<typeof createKnownThings>

type Parts = { catalog: Catalog; bots: Pick<Bots, 'defaultBot'>; scope: Scope }

/** What the ids in a file stand for here: the same thing where it is the caller's or free, another of theirs where not. */
export function createKnownThings({ catalog, bots, scope }: Parts) {
  const botIds = new Map<string, string>()
  const sourceIds = new Map<string, string>()
  const documentIds = new Map<string, string>()

  const findReadable = async (id: string): Promise<BotRow | undefined> => {
    const bot = await findBot(catalog.db, id)
    return bot && isReadable(scope, bot) ? bot : undefined
  }
  const make = async (bot: TransferBot, id: string): Promise<BotRow | undefined> => {
    const at = Date.parse(bot.created_at)
    const row = { ...bot, id, owner_id: scope.userId, org_id: null, created_at: at, updated_at: at }
    return catalog.write(trx => insertBot(trx, { ...row, is_default: bot.is_default ? 1 : 0 }))
  }
  /** Its own id, or where that is somebody else's the same other one each time. Answers whose source it is, if anybody's. */
  const placeOf = async (id: string) => {
    for (const candidate of [id, derivedId(id, scope.userId)]) {
      const row = await findSource(catalog.db, candidate)
      if (!row) return { id: candidate, row }
      const bot = await findReadable(row.bot_id)
      if (bot) return { id: candidate, row }
    }
    return undefined
  }
  /** A cited source that is not in the file: what it names must be nobody else's. */
  const sourceOf = async (id: string): Promise<string> => {
    const known = sourceIds.get(id)
    if (known !== undefined) return known
    const here = (await placeOf(id))?.id ?? derivedId(id, scope.userId)
    sourceIds.set(id, here)
    return here
  }

  return {
    placeOf,
    takeSource: (id: string, here: string): void => void sourceIds.set(id, here),
    takeDocument: (id: string, here: string): void => void documentIds.set(id, here),

    /** A bot of the file: the one that is here, or a new one of the caller's. Whoever has a default bot keeps it. */
    async takeBot(bot: TransferBot): Promise<void> {
      for (const id of [bot.id, derivedId(bot.id, scope.userId)]) {
        const here = (await findReadable(id)) ?? (await make(bot, id))
        if (here) return void botIds.set(bot.id, here.id)
      }
      botIds.set(bot.id, (await bots.defaultBot(scope)).id)
    },

    /** Whose documents a conversation answers from; null where that bot is not here. */
    async botOf(id: string | null): Promise<string | null> {
      if (id === null) return null
      return botIds.get(id) ?? (await findReadable(id))?.id ?? null
    },

    /** Where a source of that bot goes. */
    async libraryFor(id: string): Promise<BotRow> {
      const bot = await findReadable(botIds.get(id) ?? id)
      return bot && isWritable(scope, bot) ? bot : bots.defaultBot(scope)
    },

    /** A message whose citations name what is here. */
    async move(message: TransferMessage): Promise<TransferMessage> {
      if (message.marks.length === 0) return message
      const marks: TransferMessage['marks'] = []
      for (const [offset, mark] of message.marks) {
        if (mark.type !== 'citation') {
          marks.push([offset, mark])
          continue
        }
        const source_id = await sourceOf(mark.source_id)
        const document_id = documentIds.get(mark.document_id) ?? mark.document_id
        marks.push([offset, { ...mark, source_id, document_id }])
      }
      return { ...message, marks }
    },
  }
}
