import type { Usage } from '@folio/protocol'

const DAY_MS = 24 * 3_600_000

export type Day = { day: string; tokens: number }

/** All of the last `count` days, the oldest first, whether anything was used or not. */
export function fillDays({ days }: Pick<Usage, 'days'>, count: number, now: number): Day[] {
  const tokens = new Map<string, number>()
  for (const { day, prompt_tokens, completion_tokens } of days)
    tokens.set(day, (tokens.get(day) ?? 0) + prompt_tokens + completion_tokens)
  return Array.from({ length: count }, (_, n) => {
    const day = new Date(now - (count - 1 - n) * DAY_MS).toISOString().slice(0, 10)
    return { day, tokens: tokens.get(day) ?? 0 }
  })
}
