import type { Passage, Retrieved } from '@folio/protocol'
import { inTime } from '../lib/in-time.ts'
import { ModelFailure, type Turn } from '../model/model.ts'
import { findBot } from '../store/bots.ts'
import type { Catalog } from '../store/catalog.ts'
import type { BotRow } from '../store/catalog-tables.ts'
import { findDefaultLibrary, findLibrary } from '../store/libraries.ts'
import type { Store } from '../store/open.ts'
import type { LibraryRow } from '../store/tables.ts'
import { isReadable } from './bot-access.ts'
import type { Asked, FindEvidence } from './evidence.ts'
import type { Widen } from './neighbours.ts'
import type { Question } from './question.ts'
import { scopeOfUser } from './scope.ts'

/** What finds passages, and what stands around them. */
export type Find = {
  retrieve(library: LibraryRow, question: Question): Promise<Retrieved>
  widen: Widen
}

type Surroundings = {
  store: Store
  catalog: Catalog
  find: Find
  /** Of the model. */
  contextTokens: number
  /** Why nothing could be found out: who asked is only told that. */
  onTrouble(error: unknown): void
}

/** Longer than this nobody waits for an answer to begin. */
const LOOK_MS = 5_000
/** Passages leave most of the window to the conversation, and more of them than this is no help. */
const SHARE = 0.25
const MAX_TOKENS = 6_000

/**
 * Looks up what an answer may stand on. A conversation without a bot costs one look-up, unless its owner has documents.
 * An answer that should stand on documents and could not look into them would be wrong without saying so: it rejects with
 * a `ModelFailure`, and can be tried again.
 */
export function createFindEvidence({ store, catalog, find, contextTokens, onTrouble }: Surroundings): FindEvidence {
  const tokens = Math.min(MAX_TOKENS, Math.floor(contextTokens * SHARE))

  const failed = (error: unknown): never => {
    onTrouble(error)
    throw new ModelFailure('retrieval_failed', 'The documents could not be searched. Please try again.', {
      cause: error,
    })
  }
  const botBy = (id: string): Promise<BotRow | undefined> => findBot(catalog.db, id).catch(failed)

  /** What nobody has chosen says nothing before it knows something: only then is the catalog asked. */
  const own = async (userId: string): Promise<Looked | undefined> => {
    const library = await findDefaultLibrary(store.db, userId)
    const bot = library && library.chunk_count > 0 ? await botBy(library.bot_id) : undefined
    return bot && { bot, library }
  }
  const chosen = async (userId: string, botId: string): Promise<Looked> => {
    const [bot, scope] = await Promise.all([botBy(botId), scopeOfUser(store.db, userId)])
    if (bot && scope && isReadable(scope, bot)) return { bot, library: await findLibrary(store.db, botId) }
    throw new ModelFailure('bot_gone', 'The bot of this conversation is not there any more.')
  }
  const look = async (library: LibraryRow, { turns, signal }: Asked): Promise<Passage[]> => {
    const looking = find
      .retrieve(library, questionOf(turns))
      .then(({ passages }) => (passages.length > 0 ? find.widen(passages, tokens) : []))
    return inTime(Promise.race([looking, leaving(signal)]), LOOK_MS, () => {}).catch((error: unknown) => {
      signal.throwIfAborted()
      return failed(error)
    })
  }

  return async asked => {
    const { userId, botId } = asked
    const found = await (botId === null ? own(userId) : chosen(userId, botId))
    if (!found) return undefined
    const { bot, library } = found
    const { system_prompt: systemPrompt, temperature, refusal_text: refusalText } = bot
    return {
      bot: { systemPrompt, temperature, refusalText },
      passages: library && library.chunk_count > 0 ? await look(library, asked) : [],
    }
  }
}

/** Who stops a reply is not kept waiting for what would have been found. */
function leaving(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(signal.reason as Error)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
}

type Looked = { bot: BotRow; library: LibraryRow | undefined }

/** The last question, with the one before it and its answer: a question that follows up on them leaves words out. */
function questionOf(turns: readonly Turn[]): Question {
  const last = turns.findLastIndex(({ role }) => role === 'user')
  const before = turns.slice(0, Math.max(0, last))
  const asked = before.findLast(({ role }) => role === 'user')
  const answered = before.findLast(({ role }) => role === 'assistant')
  return {
    query: turns[last]?.content ?? '',
    history: [
      ...(asked ? [{ role: 'user' as const, content: asked.content }] : []),
      ...(answered ? [{ role: 'assistant' as const, content: answered.content }] : []),
    ],
  }
}
