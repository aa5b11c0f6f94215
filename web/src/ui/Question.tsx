import type { Message } from '@folio/protocol'
import { useState } from 'react'
import { chatWords as words } from '../words/en/chat.ts'
import { useSelect } from './context.ts'
import { Unsent } from './Unsent.tsx'
import { Versions } from './Versions.tsx'

/** From here on a question is folded, so that the answer is not pushed out of sight. */
const LONG_CHARS = 900
const LONG_LINES = 12

export function Question({ message }: { message: Message }) {
  const { id, content } = message
  const outgoing = useSelect(state => state.outgoing[id])
  const isLong = content.length > LONG_CHARS || content.split('\n', LONG_LINES + 1).length > LONG_LINES
  const [folded, setFolded] = useState(isLong)
  return (
    <article className="question" id={id} data-role="user">
      <span className="pilcrow" aria-hidden="true">
        ¶
      </span>
      <h2 className={folded ? 'question-text folded' : 'question-text'} dir="auto">
        {content}
      </h2>
      {isLong && (
        <button type="button" className="word" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? words.showAll : words.showLess}
        </button>
      )}
      <Versions message={message} />
      {outgoing && outgoing.state !== 'sending' && <Unsent outgoing={outgoing} />}
    </article>
  )
}
