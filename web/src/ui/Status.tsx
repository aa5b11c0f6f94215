import { useEffect, useRef, useState } from 'react'
import type { ChatState } from '../chat/state.ts'
import { useChat, useSelect } from './context.ts'
import { findRunning } from './running.ts'

const ENDS: Record<string, string> = {
  complete: 'Reply complete',
  stopped: 'Reply stopped',
  failed: 'Reply failed',
  interrupted: 'Reply interrupted',
}

/** The one place that speaks to screen readers: once when a reply begins, once when it has ended. */
export function Status({ id }: { id: string | null }) {
  const chat = useChat()
  const replying = useSelect(state => findRunning(state, id) !== undefined)
  const [text, setText] = useState('')
  const before = useRef({ id, replying: false })

  useEffect(() => {
    const was = before.current
    before.current = { id, replying }
    if (replying) setText('Replying')
    else if (was.replying && was.id === id) setText(ENDS[lastStatus(chat.getState(), id)] ?? '')
    else setText('')
  }, [chat, id, replying])

  return (
    <p role="status" className="unseen">
      {text}
    </p>
  )
}

function lastStatus({ paths, messages }: ChatState, id: string | null): string {
  return messages[(id !== null && paths[id]?.ids.at(-1)) || '']?.status ?? ''
}
