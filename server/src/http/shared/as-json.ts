import type { SharedConversation } from '@folio/protocol'
import type { ShareRow } from '../../store/tables.ts'

/** A `SharedConversation`, put together of pieces that are JSON already. */
export async function* asJson(
  { title, created_at }: Pick<ShareRow, 'title' | 'created_at'>,
  pieces: AsyncIterable<string>,
): AsyncGenerator<string> {
  const about: Omit<SharedConversation, 'messages'> = { title, created_at: new Date(created_at).toISOString() }
  yield `${JSON.stringify(about).slice(0, -1)},"messages":[`
  let comma = ''
  for await (const piece of pieces) {
    yield comma + piece.slice(1, -1)
    comma = ','
  }
  yield ']}'
}
