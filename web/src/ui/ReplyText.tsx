import { isEnd, type Message } from '@folio/protocol'
import { useLayoutEffect, useRef } from 'react'
import type { Shown } from '../chat/cited.ts'
import type { Mark } from '../markdown/index.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat } from './context.ts'
import { createDrawing, type Drawing } from './drawing.ts'
import { notesOnceCited } from './notes-once-cited.ts'
import { pathToPassage } from './passage-route.ts'
import { useScroll } from './scroll-context.ts'

/** The text of a reply, and what it cites. React makes the boxes; what is in them is drawn past React, as it comes. */
export function ReplyText({ message, isNext }: { message: Message; isNext: boolean }) {
  const chat = useChat()
  const scroll = useScroll()
  const host = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const drawing = useRef<Drawing>(undefined)
  const { id, conversation_id, content, status, citations } = message

  useLayoutEffect(() => {
    if (!host.current || !list.current) return undefined
    const hrefOf = (index: number) => pathToPassage(conversation_id, { messageId: id, index })
    const notes = notesOnceCited({ host: host.current, list: list.current, hrefOf }, settle)
    const mine = createDrawing({
      host: host.current,
      shown: () => withMarks(chat.replies.shown(id)),
      isLive: () => !isEnd(chat.getState().messages[id]?.status ?? 'complete'),
      settle,
    })
    function settle(): void {
      notes.draw(chat.replies.shown(id))
      scroll.settle()
    }
    drawing.current = mine
    const leave = chat.watch(id, mine.grow)
    return () => {
      leave()
      notes.destroy()
      mine.destroy()
    }
  }, [chat, id, conversation_id, scroll])

  useLayoutEffect(() => drawing.current?.sync(), [content, status, citations])

  return (
    <>
      <div ref={host} className="prose" dir="auto" data-live={isEnd(status) || !isNext ? undefined : ''} />
      <ol ref={list} className="sources" aria-label={words.sources} />
    </>
  )
}

function withMarks({ text, citations }: Shown): { text: string; marks: Mark[] } {
  const marks = citations.map(({ at, n, title }, index) => ({ at, n, index, label: words.source(n, title) }))
  return { text, marks }
}
