import type { Citation } from '@folio/protocol'
import { useEffect, useId, useLayoutEffect, useRef, useState, type MouseEvent } from 'react'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { passageWords as words } from '../../words/en/passage.ts'
import { useChat, useSelect } from '../context.ts'
import type { CitedAt } from '../passage-route.ts'
import { PassageSheet } from './PassageSheet.tsx'
import '../../styles/passage.css'

type Props = { at: CitedAt; onClose: () => void }

/** A cited passage in its document, over the conversation that cites it. */
export function Passage({ at, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const { citation, isMissing } = useCitation(at)

  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    // Closed, it gives the focus back to where it was.
    return () => element?.close()
  }, [])

  function closeOutside({ target }: MouseEvent): void {
    if (target === dialog.current) onClose()
  }
  return (
    <dialog ref={dialog} className="passage" aria-labelledby={titleId} onClose={onClose} onClick={closeOutside}>
      <div className="passage-sheet">
        <button type="button" className="icon passage-close" aria-label={buttons.close} onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </button>
        {citation ? (
          <PassageSheet citation={citation} titleId={titleId} />
        ) : (
          <header className="passage-head">
            <h2 id={titleId} className="passage-title">
              {isMissing ? words.noSource : words.source}
            </h2>
            {isMissing && <p className="passage-place">{words.noSourceWhy}</p>}
          </header>
        )}
      </div>
    </dialog>
  )
}

/** From the reply that cites, which is asked for where the page does not have it. */
function useCitation({ messageId, index }: CitedAt): { citation: Citation | undefined; isMissing: boolean } {
  const chat = useChat()
  const message = useSelect(state => state.messages[messageId])
  const [isAbsent, setAbsent] = useState(false)

  useEffect(() => {
    if (!chat.getState().messages[messageId]) chat.load.message(messageId).catch(() => setAbsent(true))
  }, [chat, messageId])

  const citation = message && chat.replies.shown(messageId).citations[index]
  return { citation, isMissing: !citation && (message !== undefined || isAbsent) }
}
