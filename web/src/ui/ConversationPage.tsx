import { useMemo, useRef, useState } from 'react'
import { useChat, useSelect } from './context.ts'
import { Composer } from './Composer.tsx'
import { Empty } from './Empty.tsx'
import { Missing } from './Missing.tsx'
import { go } from './route.ts'
import { createScroll } from './scroll.ts'
import { Transcript } from './Transcript.tsx'

/** A conversation, or the page for a new one. */
export function ConversationPage({ id }: { id: string | null }) {
  const chat = useChat()
  const path = useSelect(state => (id === null ? undefined : state.paths[id]))
  const [far, setFar] = useState(false)
  const scroll = useMemo(() => createScroll(setFar), [])
  /** The question that has just been asked here, which gets its place when it is drawn. */
  const asked = useRef<string | null>(null)

  function send(content: string, model: string | null): void {
    const sent = chat.send.message({ conversationId: id, content, model })
    asked.current = sent.id
    if (id === null) go(sent.conversationId)
  }

  const isEmpty = id === null || (path?.status === 'ready' && path.ids.length === 0)
  return (
    <>
      <div className="stage">
        {isEmpty && <Empty />}
        {!isEmpty && path && path.ids.length > 0 && <Transcript key={id} id={id} scroll={scroll} asked={asked} />}
        {!isEmpty && path && path.ids.length === 0 && <Missing path={path} id={id} />}
        {far && (
          <button type="button" className="latest" onClick={scroll.toEnd}>
            <span aria-hidden="true">↓ </span>Latest
          </button>
        )}
      </div>
      <Composer id={id} onSend={send} />
    </>
  )
}
