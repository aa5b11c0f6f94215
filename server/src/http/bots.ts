import { changeBot, createBot, listBots } from '@folio/protocol/requests'
import { refuseUnknownModel, type Desk } from '../chat/turn.ts'
import type { Bots } from '../knowledge/bots.ts'
import { readJson, readQuery } from './body.ts'
import type { Ctx } from './context.ts'
import { pathId } from './messages.ts'

export type BotRoutes = ReturnType<typeof createBotRoutes>

type Parts = {
  bots: Bots
  desk: Pick<Desk, 'rules'>
  /** Removes the bot and all it knows; nothing of it is found any more when this resolves. */
  forgetBot: (userId: string, botId: string) => Promise<void>
}

/** Bots: each answers from documents of its own. */
export function createBotRoutes({ bots, desk, forgetBot }: Parts) {
  return {
    async create(c: Ctx) {
      const { caller } = c.var
      const body = await readJson(c, createBot)
      refuseUnknownModel(desk, body.model ?? undefined)
      return c.json(bots.present(caller, await bots.create(caller, body)), 201)
    },
    async list(c: Ctx) {
      return c.json(await bots.list(c.var.caller, readQuery(c, listBots)))
    },
    async get(c: Ctx) {
      const { caller } = c.var
      return c.json(bots.present(caller, await bots.requireReadable(caller, pathId(c))))
    },
    async change(c: Ctx) {
      const { caller } = c.var
      const id = pathId(c)
      const body = await readJson(c, changeBot)
      refuseUnknownModel(desk, body.model ?? undefined)
      return c.json(bots.present(caller, await bots.change(caller, id, body)))
    },
    /** The default bot too: what it knows is gone then, and a new one is there when it is needed. */
    async remove(c: Ctx) {
      const { id } = await bots.requireWritable(c.var.caller, pathId(c))
      await forgetBot(c.var.caller.userId, id)
      c.get('log').info({ user_id: c.var.caller.userId, bot_id: id }, 'removed a bot')
      return c.body(null, 204)
    },
  }
}
