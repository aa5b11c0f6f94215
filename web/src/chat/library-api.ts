import type { Bot, Conversation, Page, Source } from '@folio/protocol'
import { createAsk, query, type Call } from './api.ts'

/** What a source is made of, besides files that are uploaded first. */
export type Given =
  | { type: 'url'; url: string }
  | { type: 'text'; text: string; title?: string }
  | { type: 'file'; file_id: string; title?: string }

export type BotChange = Partial<Pick<Bot, 'name' | 'system_prompt' | 'model' | 'temperature' | 'refusal_text'>>

export type LibraryApi = ReturnType<typeof createLibraryApi>

/** The server's calls about documents and bots, by name. Each throws `CallFailed`. No bot: the caller's default one. */
export function createLibraryApi(call: Call) {
  const ask = createAsk(call)
  return {
    listSources: (botId: string | null, given: { cursor?: string; limit: number }) =>
      ask<Page<Source>>('GET', `/api/sources?${query({ bot_id: botId ?? undefined, ...given })}`),
    getSource: (id: string) => ask<Source>('GET', `/api/sources/${id}`),
    queue: (botId: string | null, source: Given) =>
      ask<{ job_id: string; source_id: string }>('POST', '/api/training/queue', {
        source,
        ...(botId === null ? {} : { bot_id: botId }),
      }),
    cancelJob: (id: string) => ask<unknown>('POST', `/api/training/jobs/${id}/cancel`),
    retryJob: (id: string) => ask<unknown>('POST', `/api/training/jobs/${id}/retry`),
    deleteSource: (id: string) => ask<unknown>('DELETE', `/api/training/delete/${id}`),

    listBots: (cursor?: string) => ask<Page<Bot>>('GET', `/api/bots?${query({ limit: 50, cursor })}`),
    getBot: (id: string) => ask<Bot>('GET', `/api/bots/${id}`),
    createBot: (bot: BotChange & { name: string }) => ask<Bot>('POST', '/api/bots', bot),
    changeBot: (id: string, change: BotChange) => ask<Bot>('PATCH', `/api/bots/${id}`, change),
    deleteBot: (id: string) => ask<unknown>('DELETE', `/api/bots/${id}`),
    askBot: (id: string, botId: string) => ask<Conversation>('POST', '/api/conversations', { id, bot_id: botId }),
  }
}
