import type { Message } from '@folio/protocol'
import { useState, type ComponentType } from 'react'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { listWords as list } from '../words/en/list.ts'
import { showBrief } from './brief.ts'
import { useChat, useSelect } from './context.ts'
import { Problem } from './Problem.tsx'
import { useScroll } from './scroll-context.ts'
import { Unsent } from './Unsent.tsx'
import { Versions } from './Versions.tsx'

let EditQuestion: ComponentType<{ message: Message }> | undefined
/** Called when the button is only neared: what is typed right after the press is for the field. */
async function fetchEditor(): Promise<void> {
  EditQuestion ??= (await import('./conversation/EditQuestion.tsx')).EditQuestion
}
const prefetch = () => void fetchEditor().catch(() => {})

/** From here on a question is folded, so that the answer is not pushed out of sight. */
const LONG_CHARS = 900
const LONG_LINES = 12

export function Question({ message }: { message: Message }) {
  const chat = useChat()
  const scroll = useScroll()
  const { id, content } = message
  const outgoing = useSelect(state => state.outgoing[id])
  const edited = useSelect(state => id in state.editing)
  const fault = useSelect(state => state.faults[id])
  const isLong = content.length > LONG_CHARS || content.split('\n', LONG_LINES + 1).length > LONG_LINES
  const [folded, setFolded] = useState(isLong)

  async function edit(): Promise<void> {
    try {
      await fetchEditor()
    } catch {
      return showBrief({ text: list.menuNotFetched })
    }
    scroll.hold()
    chat.dispatch({ type: 'editing', id, text: content })
  }
  const text = (
    <>
      {!outgoing && (
        <button
          type="button"
          className="word question-edit"
          onPointerEnter={prefetch}
          onFocus={prefetch}
          onClick={() => void edit()}
        >
          {buttons.edit}
        </button>
      )}
      <h2 className={folded ? 'question-text folded' : 'question-text'} dir="auto">
        {content}
      </h2>
    </>
  )
  return (
    <article className="question" id={id} data-role="user">
      <span className="pilcrow" aria-hidden="true">
        ¶
      </span>
      {edited && EditQuestion ? <EditQuestion message={message} /> : text}
      {isLong && !edited && (
        <button type="button" className="word" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? words.showAll : words.showLess}
        </button>
      )}
      <Versions message={message} />
      {outgoing && outgoing.state !== 'sending' && <Unsent outgoing={outgoing} />}
      {fault && <Problem text={fault.detail} requestId={fault.requestId} />}
    </article>
  )
}
