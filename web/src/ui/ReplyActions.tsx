import { isEnd, type Message } from '@folio/protocol'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat } from './context.ts'
import { CopyButton } from './CopyButton.tsx'
import { leaveForComposer } from './focus.ts'
import { Rating } from './Rating.tsx'
import { useScroll } from './scroll-context.ts'
import { ShareWord } from './ShareWord.tsx'
import { Versions } from './Versions.tsx'

/** What can be done with a reply, in words. */
export function ReplyActions({ message }: { message: Message }) {
  const chat = useChat()
  const scroll = useScroll()
  const { id, parent_id, status, content } = message
  const hasText = content !== '' || status === 'streaming'
  if (status === 'queued') return null

  function regenerate(): void {
    leaveForComposer()
    if (parent_id !== null) scroll.expect(parent_id)
    void chat.replies.regenerate(id)
  }
  return (
    <div className="actions">
      {hasText && <CopyButton text={() => chat.replies.textOf(id)} />}
      {isEnd(status) && (hasText || status === 'complete') && (
        <button type="button" className="word" onClick={regenerate}>
          {status === 'complete' ? buttons.retry : words.newVersion}
        </button>
      )}
      {isEnd(status) && hasText && <Rating message={message} />}
      {isEnd(status) && hasText && <ShareWord conversationId={message.conversation_id} />}
      <Versions message={message} />
    </div>
  )
}
