import type { Imported, SkipReason } from '@folio/protocol/transfer'
import { transferWords as words } from '../../words/en/transfer.ts'
import { formatList } from '../../words/format.ts'

/** What has come of an import, in words. */
export function outcome({ conversations, messages, sources, skipped, reasons }: Imported): string {
  const parts = [
    ...(conversations > 0 ? [words.conversations(conversations), words.messages(messages)] : []),
    ...(sources > 0 ? [words.documents(sources)] : []),
  ]
  const why = (Object.entries(reasons) as [SkipReason, number][]).map(([reason, count]) =>
    words.reason(count, words.reasons[reason]),
  )
  const came = parts.length > 0 ? words.imported(formatList(parts)) : words.nothing
  return skipped > 0 ? `${came} ${words.skipped(skipped, formatList(why))}` : came
}
