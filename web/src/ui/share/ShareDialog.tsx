import type { Conversation } from '@folio/protocol'
import { useLayoutEffect, useRef } from 'react'
import { sharesWords as words } from '../../words/en/shares.ts'

type Props = { conversation: Conversation; onClose: () => void }

/** Makes links to a conversation as it is now, and takes them back. */
export function ShareDialog({ conversation, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    // While it is still there: closing gives the focus back to what opened it.
    return () => element?.close()
  }, [])

  return (
    <dialog ref={dialog} className="dialog" aria-label={words.share} onClose={onClose}>
      <h2 className="dialog-title">{words.share}</h2>
      <p>{conversation.title}</p>
    </dialog>
  )
}
