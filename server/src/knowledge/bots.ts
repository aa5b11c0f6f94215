import { HOME_NAME, type Bot, type Page } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import { deleteBot, findBot, findDefaultBot, insertBot, listBots, updateBot, type BotChange } from '../store/bots.ts'
import type { Catalog } from '../store/catalog.ts'
import type { BotRow } from '../store/catalog-tables.ts'
import { findLibrary, insertLibrary } from '../store/libraries.ts'
import type { Store } from '../store/open.ts'
import type { LibraryRow } from '../store/tables.ts'
import { isReadable, isWritable, toBot } from './bot-access.ts'
import { readBotCursor, writeBotCursor } from './bot-cursor.ts'
import type { Scope } from './scope.ts'

export type Bots = ReturnType<typeof createBots>

type Settings = {
  system_prompt?: string | null | undefined
  model?: string | null | undefined
  temperature?: number | null | undefined
  refusal_text?: string | null | undefined
}

/** What a bot says where its documents say nothing, until somebody gives it other words. */
const REFUSAL_TEXT = 'The documents I was given do not say anything about this.'

/** Who has which bot, and who may use and change it. Every look-up names the caller: what is not theirs is not there. */
export function createBots({ store, catalog, clock }: { store: Store; catalog: Catalog; clock: Clock }) {
  const required = async (id: string, allows: (bot: BotRow) => boolean): Promise<BotRow> => {
    const bot = await findBot(catalog.db, id)
    return bot && allows(bot) ? bot : notFound()
  }
  /** Throws `Refusal('not_found')`, also where the bot is somebody else's. */
  const requireReadable = (scope: Scope, id: string) => required(id, bot => isReadable(scope, bot))
  /** The same, of what the caller may change. */
  const requireWritable = (scope: Scope, id: string) => required(id, bot => isWritable(scope, bot))

  /** What names no bot belongs to this one. Made when it is first needed; of two who need it at once, one makes it. */
  const defaultBot = async ({ userId }: Scope): Promise<BotRow> => {
    const known = await findDefaultBot(catalog.db, userId)
    if (known) return known
    const bot = newBot({ owner_id: userId, org_id: null, name: HOME_NAME, is_default: 1 }, clock)
    const made = await catalog.write(trx => insertBot(trx, bot))
    return made ?? (await findDefaultBot(catalog.db, userId)) ?? notFound()
  }

  return {
    ...createLibraries(store, catalog),
    requireReadable,
    requireWritable,
    defaultBot,
    present: toBot,

    async list(scope: Scope, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<Bot>> {
      const after = cursor === undefined ? undefined : readBotCursor(cursor)
      await defaultBot(scope)
      const rows = await listBots(catalog.db, { ...ownedBy(scope), limit: limit + 1, after })
      const shown = rows.slice(0, limit)
      const last = rows.length > limit ? shown.at(-1) : undefined
      return { items: shown.map(row => toBot(scope, row)), next_cursor: last ? writeBotCursor(last) : null }
    },

    /** What an admin makes is the organisation's; what anybody else makes is theirs alone. */
    async create(scope: Scope, { name, ...settings }: { name: string } & Settings): Promise<BotRow> {
      const org_id = scope.org?.role === 'admin' ? scope.org.id : null
      const { refusal_text = REFUSAL_TEXT } = settings
      const bot = newBot({ ...settings, owner_id: scope.userId, org_id, name, refusal_text, is_default: 0 }, clock)
      await catalog.write(trx => insertBot(trx, bot))
      return bot
    },

    async change(scope: Scope, id: string, given: { name?: string | undefined } & Settings): Promise<BotRow> {
      const bot = await requireWritable(scope, id)
      const change: BotChange = {}
      for (const [name, value] of Object.entries(given))
        if (value !== undefined) Object.assign(change, { [name]: value })
      if (Object.keys(change).length === 0) return bot
      const changed = await catalog.write(trx => updateBot(trx, id, { ...change, updated_at: clock.now() }))
      return changed ?? notFound()
    },

    /** The bot alone: what it knows is forgotten before. A default bot that is gone is made anew when it is needed. */
    remove: (id: string): Promise<void> => catalog.write(trx => deleteBot(trx, id)),
  }
}

/** What each bot knows is in the database of the chat, whatever the catalog is in. */
function createLibraries({ db, write }: Store, catalog: Catalog) {
  const find = (botId: string): Promise<LibraryRow | undefined> => findLibrary(db, botId)
  return {
    findLibrary: find,

    /** Made when it is first needed, once. */
    async libraryOf(botId: string): Promise<LibraryRow> {
      const known = await find(botId)
      if (known) return known
      const bot = (await findBot(catalog.db, botId)) ?? notFound()
      return (await write(trx => insertLibrary(trx, bot))) ?? (await find(botId)) ?? notFound()
    },
  }
}

const ownedBy = ({ userId, org }: Scope) => ({ ownerId: userId, orgId: org?.id })

type Given = Pick<BotRow, 'owner_id' | 'org_id' | 'name' | 'is_default'> & Settings

function newBot({ system_prompt, model, temperature, refusal_text, ...given }: Given, clock: Clock): BotRow {
  const now = clock.now()
  return {
    ...given,
    id: newId(),
    system_prompt: system_prompt ?? null,
    model: model ?? null,
    temperature: temperature ?? null,
    refusal_text: refusal_text ?? null,
    created_at: now,
    updated_at: now,
  }
}

function notFound(): never {
  throw new Refusal('not_found', 'There is no such bot.')
}
