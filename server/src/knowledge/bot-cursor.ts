import { Refusal } from '../lib/refusal.ts'
import type { BotPlace } from '../store/bots.ts'

/** Where a page of bots ends: opaque to clients. */
export function writeBotCursor({ is_default, id }: BotPlace): string {
  return Buffer.from(`${is_default} ${id}`).toString('base64url')
}

export function readBotCursor(cursor: string): BotPlace {
  const [, flag, id] = /^([01]) ([\da-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (id === undefined) throw new Refusal('invalid_request', 'That cursor is not one of ours.')
  return { is_default: flag === '1' ? 1 : 0, id }
}
