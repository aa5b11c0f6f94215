import { isEnd } from '@folio/protocol'
import { useEffect, useRef, useState } from 'react'
import type { ChatState } from '../chat/state.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat, useSelect } from './context.ts'
import { findRunning } from './running.ts'

/** The one place that speaks to screen readers: once when a reply begins, once when it has ended. */
export function Status({ id }: { id: string | null }) {
  const chat = useChat()
  const replying = useSelect(state => findRunning(state, id) !== undefined)
  const [text, setText] = useState('')
  const before = useRef({ id, replying: false })

  useEffect(() => {
    const was = before.current
    before.current = { id, replying }
    if (replying) setText(words.replying)
    else if (was.replying && was.id === id) setText(endOf(chat.getState(), id))
    else setText('')
  }, [chat, id, replying])

  return (
    <p role="status" className="unseen">
      {text}
    </p>
  )
}

function endOf({ paths, messages }: ChatState, id: string | null): string {
  const status = messages[(id !== null && paths[id]?.ids.at(-1)) || '']?.status
  return status === undefined || !isEnd(status) ? '' : words.ends[status]
}
