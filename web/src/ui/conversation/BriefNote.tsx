import { useEffect, useLayoutEffect, useRef } from 'react'
import { menuWords as words } from '../../words/en/menu.ts'
import { showBrief, type Brief } from '../brief.ts'
import { focusComposer } from '../focus.ts'
import { tellNews } from '../news.ts'
import '../../styles/conversation.css'

const SHOWN_MS = 8_000

/** What was just done, until it has been read; whoever is on it keeps it. */
export function BriefNote({ brief }: { brief: Brief }) {
  const note = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    tellNews(brief.text)
    // What was acted on may be gone from the page, and the focus with it.
    if (document.activeElement === document.body) note.current?.querySelector('button')?.focus()
  }, [brief])
  useEffect(() => {
    const timer = setInterval(() => {
      if (!note.current?.matches(':hover, :focus-within')) showBrief(null)
    }, SHOWN_MS)
    return () => clearInterval(timer)
  }, [brief])

  function undo(): void {
    brief.undo?.()
    showBrief(null)
    focusComposer()
  }
  return (
    <div ref={note} className="brief">
      <p>{brief.text}</p>
      {brief.undo && (
        <button type="button" className="word" onClick={undo}>
          {words.undo}
        </button>
      )}
    </div>
  )
}
