import type { Message } from '@folio/protocol'
import { Suspense, useState } from 'react'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat, useSelect } from './context.ts'
import { Problem } from './Problem.tsx'
import { useScroll } from './scroll-context.ts'
import { Unsent } from './Unsent.tsx'
import { Versions } from './Versions.tsx'
import { whenThere } from './when-there.ts'

const EditQuestion = whenThere(async () => (await import('./conversation/EditQuestion.tsx')).EditQuestion)

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

  function edit(): void {
    scroll.hold()
    chat.dispatch({ type: 'editing', id, text: content })
  }
  const text = (
    <>
      {!outgoing && (
        <button type="button" className="word question-edit" onClick={edit}>
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
      {edited ? (
        <Suspense fallback={text}>
          <EditQuestion message={message} />
        </Suspense>
      ) : (
        text
      )}
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
