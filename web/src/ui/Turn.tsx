import { memo } from 'react'
import { useSelect } from './context.ts'
import { Question } from './Question.tsx'
import { Reply } from './Reply.tsx'

export const Turn = memo(function Turn({ id }: { id: string }) {
  const message = useSelect(state => state.messages[id])
  if (!message) return null
  return message.role === 'user' ? <Question message={message} /> : <Reply message={message} />
})
