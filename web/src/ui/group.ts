import type { Conversation } from '@folio/protocol'

export type Group = { name: string; items: Conversation[] }

const DAY_MS = 86_400_000

/** Conversations under the names of their times, in the order they come in. */
export function groupByTime(conversations: readonly Conversation[], now: Date): Group[] {
  const groups = new Map<string, Conversation[]>()
  for (const conversation of conversations) {
    const name = conversation.pinned ? 'Pinned' : nameOf(new Date(conversation.updated_at), now)
    const items = groups.get(name)
    if (items) items.push(conversation)
    else groups.set(name, [conversation])
  }
  return [...groups].map(([name, items]) => ({ name, items }))
}

function nameOf(time: Date, now: Date): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  if (time.getTime() >= midnight) return 'Today'
  if (time.getTime() >= midnight - DAY_MS) return 'Yesterday'
  if (time.getTime() >= midnight - 6 * DAY_MS) return 'This week'
  if (time.getTime() >= midnight - 29 * DAY_MS) return 'This month'
  return 'Earlier'
}
