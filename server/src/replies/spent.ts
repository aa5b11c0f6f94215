import { textOf, type EndMark, type Part } from '@folio/protocol'
import { estimateTokens } from '../lib/estimate-tokens.ts'
import type { MessageRow, Trx } from '../store/tables.ts'
import { dayOf, raiseUsage } from '../store/usage.ts'

/** What the calls of the model for one reply have cost, in tokens. */
export type Spent = { promptTokens: number; completionTokens: number }

/** Where the provider has not said it. `row`: the reply before these calls, of which its text was paid for already. */
export function estimateSpent(row: MessageRow, parts: readonly Part[], asked: () => number, mark?: EndMark): Spent {
  const fresh = textOf(parts).slice(row.content.length)
  // Whoever refuses before the first word has done nothing for it.
  const isFree = mark?.status === 'failed' && fresh === ''
  return { promptTokens: isFree ? 0 : asked(), completionTokens: mark?.token_count ?? estimateTokens(fresh) }
}

/** Notes what a reply has cost whoever it belongs to, in the transaction that stores its text. */
export async function chargeReply(
  trx: Trx,
  { userId, model, replies, at }: { userId: string; model: string | null; replies: number; at: number },
  { promptTokens, completionTokens }: Spent,
): Promise<void> {
  await raiseUsage(trx, {
    user_id: userId,
    day: dayOf(at),
    model: model ?? '',
    replies,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
  })
}
