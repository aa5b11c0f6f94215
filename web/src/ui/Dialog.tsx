import { useLayoutEffect, useRef, type FormEvent, type ReactNode } from 'react'
import type { Failure } from '../chat/failure.ts'
import { buttonsWords as buttons } from '../words/en/buttons.ts'

type Props = {
  title: string
  action: string
  failure: Failure | undefined
  onAction: () => void
  onClose: () => void
  danger?: boolean
  children: ReactNode
}

/** A question with two answers. It is there for as long as it is mounted. */
export function Dialog({ title, action, failure, onAction, onClose, danger = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    // While it is still there: closing gives the focus back to what opened it.
    return () => element?.close()
  }, [])

  function submit(event: FormEvent): void {
    event.preventDefault()
    onAction()
  }
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 className="dialog-title">{title}</h2>
        {children}
        {failure && <p className="problem">{failure.detail}</p>}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {buttons.cancel}
          </button>
          <button type="submit" className={danger ? 'button button-danger' : 'button button-main'}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  )
}
