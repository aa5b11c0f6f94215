import type { Message } from '@folio/protocol'
import { useLayoutEffect, useRef } from 'react'
import { chatWords as words } from '../words/en/chat.ts'
import { formatNumber } from '../words/format.ts'
import { useChat } from './context.ts'
import { useScroll } from './scroll-context.ts'

/** The version that was asked for, which brings buttons of its own, and which of them goes on in that direction. */
let wanted: { id: string; button: 'first' | 'last' } | undefined

/** `‹ 2 / 3 ›`: the versions of a message. */
export function Versions({ message }: { message: Message }) {
  const chat = useChat()
  const scroll = useScroll()
  const { id, sibling_ids, conversation_id } = message
  const at = sibling_ids.indexOf(id)
  const box = useRef<HTMLSpanElement>(null)

  useLayoutEffect(() => {
    if (wanted?.id !== id || document.activeElement !== document.body) return
    const ways = [...(box.current?.querySelectorAll<HTMLElement>('button:enabled') ?? [])]
    ways.at(wanted.button === 'first' ? 0 : -1)?.focus({ preventScroll: true })
    wanted = undefined
  })
  if (sibling_ids.length < 2) return null

  function choose(step: number): void {
    const next = sibling_ids[at + step]
    if (next === undefined) return
    wanted = { id: next, button: step < 0 ? 'first' : 'last' }
    scroll.hold()
    void chat.replies.choose(next, conversation_id)
  }
  return (
    <span ref={box} className="versions">
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
