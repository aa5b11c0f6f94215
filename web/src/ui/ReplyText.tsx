import { isEnd, type Message } from '@folio/protocol'
import { useLayoutEffect, useRef } from 'react'
import { useChat } from './context.ts'
import { createDrawing, type Drawing } from './drawing.ts'
import { useScroll } from './scroll-context.ts'

/** The text of a reply. React makes the box; what is in it is drawn past React, as it comes. */
export function ReplyText({ message, isNext }: { message: Message; isNext: boolean }) {
  const chat = useChat()
  const scroll = useScroll()
  const host = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing>(undefined)
  const { id, content, status } = message

  useLayoutEffect(() => {
    if (!host.current) return undefined
    const isLive = () => !isEnd(chat.getState().messages[id]?.status ?? 'complete')
    const mine = createDrawing({
      host: host.current,
      text: () => chat.replies.textOf(id),
      isLive,
      settle: scroll.settle,
    })
    drawing.current = mine
    const leave = chat.watch(id, mine.grow)
    return () => {
      leave()
      mine.destroy()
    }
  }, [chat, id, scroll])

  useLayoutEffect(() => drawing.current?.sync(), [content, status])

  return <div ref={host} className="prose" dir="auto" data-live={isEnd(status) || !isNext ? undefined : ''} />
}
