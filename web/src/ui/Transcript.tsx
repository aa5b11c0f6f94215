import { useLayoutEffect, useRef } from 'react'
import { bindCodeButtons } from '../markdown/index.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { bindNumerals } from './numerals.ts'
import type { Scroll } from './scroll.ts'
import { useAim } from './route.ts'
import { ScrollContext } from './scroll-context.ts'
import { Turn } from './Turn.tsx'
import { useShown } from './use-shown.ts'
import { useWindow } from './use-window.ts'

export function Transcript({ id, scroll }: { id: string; scroll: Scroll }) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  const preview = useRef<HTMLDivElement>(null)
  const aim = useAim()
  const ids = useWindow(id, top, aim)

  useLayoutEffect(() => {
    if (!scroller.current || !content.current || !preview.current) return undefined
    const detach = scroll.attach(scroller.current, content.current)
    const unbind = bindCodeButtons(content.current)
    const release = bindNumerals(scroller.current, preview.current)
    return () => {
      detach()
      unbind()
      release()
    }
  }, [scroll])

  useLayoutEffect(() => {
    scroll.arrange()
  }, [ids, scroll])
  useShown(aim, ids, scroll)

  return (
    <ScrollContext value={scroll}>
      <div className="transcript" ref={scroller} role="log" aria-live="off" aria-label={words.transcript} tabIndex={0}>
        <div className="transcript-content" ref={content}>
          <div ref={top} />
          {ids.map(messageId => (
            <Turn key={messageId} id={messageId} />
          ))}
        </div>
        <div ref={preview} popover="auto" className="preview" />
      </div>
    </ScrollContext>
  )
}
