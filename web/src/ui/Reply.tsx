import { isEnd, type Message } from '@folio/protocol'
import { useLayoutEffect, useRef } from 'react'
import { isWaiting } from '../chat/rows.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { conversationWords as more } from '../words/en/conversation.ts'
import { useChat, useSelect } from './context.ts'
import { ReplyActions } from './ReplyActions.tsx'
import { ReplyEnd } from './ReplyEnd.tsx'
import { ReplyText } from './ReplyText.tsx'
import { findRunning, isSent } from './running.ts'
import { useScroll } from './scroll-context.ts'

export function Reply({ message }: { message: Message }) {
  const chat = useChat()
  const scroll = useScroll()
  const { id, conversation_id, parent_id, status } = message
  const sent = useSelect(state => isSent(state, message))
  const waits = useSelect(state => isWaiting(state, message))
  const isFirst = useSelect(state => findRunning(state, conversation_id) === id)
  const waited = useRef(waits)
  useLayoutEffect(() => {
    if (waited.current && !waits && parent_id !== null) scroll.turnTo(parent_id)
    waited.current = waits
    scroll.settle()
  })

  if (!sent) return null
  return (
    <article className="reply" id={id} data-role="assistant" data-status={status} aria-busy={!isEnd(status)}>
      {waits && (
        <p className="note">
          {isFirst ? more.waitsElsewhere : words.waitsAbove}{' '}
          <button type="button" className="word" onClick={() => void chat.replies.stop(id)}>
            {more.takeBack}
          </button>
        </p>
      )}
      <ReplyText message={message} isNext={!waits} />
      <ReplyEnd message={message} />
      <ReplyActions message={message} />
    </article>
  )
}
