import type { Conversation } from '@folio/protocol'
import type { ListWords } from '../words/en/list.ts'

/** As the words for it are called. */
export type When = keyof ListWords['groups']
export type Group = { when: When; items: Conversation[] }

const DAY_MS = 86_400_000

/** Conversations under their times, in the order they come in. */
export function groupByTime(conversations: readonly Conversation[], now: Date): Group[] {
  const groups = new Map<When, Conversation[]>()
  for (const conversation of conversations) {
    const when = conversation.pinned ? 'pinned' : whenOf(new Date(conversation.updated_at), now)
    const items = groups.get(when)
    if (items) items.push(conversation)
    else groups.set(when, [conversation])
  }
  return [...groups].map(([when, items]) => ({ when, items }))
}

function whenOf(time: Date, now: Date): When {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  if (time.getTime() >= midnight) return 'today'
  if (time.getTime() >= midnight - DAY_MS) return 'yesterday'
  if (time.getTime() >= midnight - 6 * DAY_MS) return 'week'
  if (time.getTime() >= midnight - 29 * DAY_MS) return 'month'
  return 'earlier'
}
