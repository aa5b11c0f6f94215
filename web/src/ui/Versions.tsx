import type { Message } from '@folio/protocol'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat } from './context.ts'
import { useScroll } from './scroll-context.ts'
import { formatNumber } from '../words/format.ts'

/** `‹ 2 / 3 ›`: the versions of a message. */
export function Versions({ message }: { message: Message }) {
  const chat = useChat()
  const scroll = useScroll()
  const { id, sibling_ids, conversation_id } = message
  const at = sibling_ids.indexOf(id)
  if (sibling_ids.length < 2) return null

  function choose(step: number): void {
    const next = sibling_ids[at + step]
    if (next === undefined) return
    scroll.hold()
    void chat.replies.choose(next, conversation_id)
  }
  return (
    <span className="versions">
      <button
        type="button"
        className="word"
        aria-label={words.previousVersion}
        disabled={at <= 0}
        onClick={() => choose(-1)}
      >
        ‹
      </button>
      <span>
        {formatNumber(at + 1)} / {formatNumber(sibling_ids.length)}
      </span>
      <button
        type="button"
        className="word"
        aria-label={words.nextVersion}
        disabled={at >= sibling_ids.length - 1}
        onClick={() => choose(1)}
      >
        ›
      </button>
    </span>
  )
}
