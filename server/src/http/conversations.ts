import { changeConversation, createConversation, listConversations, listMessages } from '@folio/protocol/requests'
import type { Conversations } from '../chat/conversations.ts'
import { refuseUnknownModel, type Desk } from '../chat/turn.ts'
import type { Bots } from '../knowledge/bots.ts'
import { readJson, readQuery } from './body.ts'
import type { Ctx } from './context.ts'
import { pathId } from './messages.ts'

export type ConversationRoutes = ReturnType<typeof createConversationRoutes>

type Parts = { conversations: Conversations; desk: Desk; bots: Pick<Bots, 'requireReadable'> }

export function createConversationRoutes({ conversations, desk, bots }: Parts) {
  /** Of the bot, where the conversation names none and it is on offer here. */
  const modelOf = async (c: Ctx, botId: string): Promise<string | null> => {
    const { model } = await bots.requireReadable(c.var.caller, botId)
    return model !== null && desk.rules.offersModel(model) ? model : null
  }

  return {
    async create(c: Ctx) {
      const body = await readJson(c, createConversation, {})
      refuseUnknownModel(desk, body.model ?? undefined)
      const botModel = body.bot_id == null ? null : await modelOf(c, body.bot_id)
      const given = { ...body, model: body.model ?? botModel }
      const { conversation, created } = await conversations.create(c.var.caller.userId, given)
      return c.json(await conversations.present(conversation), created ? 201 : 200)
    },
    async list(c: Ctx) {
      return c.json(await conversations.list(c.var.caller.userId, readQuery(c, listConversations)))
    },
    async get(c: Ctx) {
      return c.json(await conversations.present(await conversations.require(c.var.caller.userId, pathId(c))))
    },
    async change(c: Ctx) {
      const id = pathId(c)
      const body = await readJson(c, changeConversation)
      refuseUnknownModel(desk, body.model ?? undefined)
      return c.json(await conversations.change(c.var.caller.userId, id, body))
    },
    async remove(c: Ctx) {
      await conversations.remove(c.var.caller.userId, pathId(c))
      return c.body(null, 204)
    },
    async messages(c: Ctx) {
      return c.json(await conversations.messages(c.var.caller.userId, pathId(c), readQuery(c, listMessages)))
    },
  }
}
