import { changeConversation, createConversation, listConversations, listMessages } from '@folio/protocol/requests'
import type { Conversations } from '../chat/conversations.ts'
import { refuseUnknownModel, type Desk } from '../chat/turn.ts'
import { readJson, readQuery } from './body.ts'
import type { Ctx } from './context.ts'
import { pathId } from './messages.ts'

export type ConversationRoutes = ReturnType<typeof createConversationRoutes>

export function createConversationRoutes({ conversations, desk }: { conversations: Conversations; desk: Desk }) {
  return {
    async create(c: Ctx) {
      const body = await readJson(c, createConversation, {})
      refuseUnknownModel(desk, body.model ?? undefined)
      const { conversation, created } = await conversations.create(c.var.caller.userId, body)
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
