import type { Feedback, Message } from '@folio/protocol'
import { Suspense, useState } from 'react'
import type { Failure } from '../chat/failure.ts'
import { conversationWords as words } from '../words/en/conversation.ts'
import { useChat } from './context.ts'
import { Problem } from './Problem.tsx'
import { whenThere } from './when-there.ts'

const Comment = whenThere(async () => (await import('./conversation/Comment.tsx')).Comment)

/** What the reader thinks of a reply, in one word; pressed again it is taken back. */
export function Rating({ message: { id, feedback } }: { message: Message }) {
  const chat = useChat()
  const [asks, setAsks] = useState(false)
  const [failure, setFailure] = useState<Failure>()

  async function rate(next: Feedback | null): Promise<void> {
    setAsks(next?.rating === 'down')
    setFailure(await chat.rate(id, next))
  }
  const button = (rating: Feedback['rating'], name: string) => (
    <button
      type="button"
      className="word"
      aria-pressed={feedback?.rating === rating}
      onClick={() => void rate(feedback?.rating === rating ? null : { rating, comment: null })}
    >
      {name}
    </button>
  )
  return (
    <>
      {button('up', words.good)}
      {button('down', words.poor)}
      {asks && feedback?.rating === 'down' && (
        <Suspense>
          <Comment onSend={comment => rate({ rating: 'down', comment })} onClose={() => setAsks(false)} />
        </Suspense>
      )}
      {failure && <Problem text={failure.detail} requestId={failure.requestId} />}
    </>
  )
}
