import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { bindCodeButtons } from '../markdown/index.ts'
import { useChat, useSelect } from './context.ts'
import type { Scroll } from './scroll.ts'
import { ScrollContext } from './scroll-context.ts'
import { Turn } from './Turn.tsx'

type Props = { id: string; scroll: Scroll; asked: RefObject<string | null> }

/** Before the top is reached, so that nobody waits for it. */
const AHEAD = '800px 0px 0px 0px'

export function Transcript({ id, scroll, asked }: Props) {
  const chat = useChat()
  const path = useSelect(state => state.paths[id])
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  const ids = path?.ids ?? []
  const older = path?.older ?? null

  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return undefined
    const detach = scroll.attach(scroller.current, content.current)
    const unbind = bindCodeButtons(content.current)
    return () => {
      detach()
      unbind()
    }
  }, [scroll])

  useLayoutEffect(() => {
    const element = asked.current === null ? null : document.getElementById(asked.current)
    asked.current = null
    if (element) scroll.place(element)
    else scroll.settle()
  }, [ids, asked, scroll])

  useEffect(() => {
    if (older === null || !top.current) return undefined
    const near = ([entry]: IntersectionObserverEntry[]) => entry?.isIntersecting && void chat.load.older(id)
    const observer = new IntersectionObserver(near, { root: scroller.current, rootMargin: AHEAD })
    observer.observe(top.current)
    return () => observer.disconnect()
  }, [chat, id, older])

  return (
    <ScrollContext value={scroll}>
      <div className="transcript" ref={scroller} role="log" aria-live="off" aria-label="Conversation" tabIndex={0}>
        <div className="transcript-content" ref={content}>
          <div ref={top} />
          {ids.map(messageId => (
            <Turn key={messageId} id={messageId} />
          ))}
        </div>
      </div>
    </ScrollContext>
  )
}
