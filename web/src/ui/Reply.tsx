import { isEnd, type Message } from '@folio/protocol'
import { useLayoutEffect } from 'react'
import { useSelect } from './context.ts'
import { ReplyActions } from './ReplyActions.tsx'
import { ReplyEnd } from './ReplyEnd.tsx'
import { ReplyText } from './ReplyText.tsx'
import { useScroll } from './scroll-context.ts'

export function Reply({ message }: { message: Message }) {
  const scroll = useScroll()
  const refused = useSelect(state => state.outgoing[message.parent_id ?? '']?.state === 'refused')
  const isLive = !isEnd(message.status)
  useLayoutEffect(scroll.settle)

  if (refused) return null
  return (
    <article className="reply" id={message.id} data-role="assistant" data-status={message.status} aria-busy={isLive}>
      <ReplyText message={message} />
      <ReplyEnd message={message} />
      <ReplyActions message={message} />
    </article>
  )
}
