import { useEffect, useRef, type MouseEvent } from 'react'
import { Sidebar } from './Sidebar.tsx'

/** The list of conversations where there is no room for a column. */
export function Drawer({ open }: { open: string | null }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.close(), [open])

  function closeOutside({ target }: MouseEvent): void {
    if (target === dialog.current) dialog.current?.close()
  }
  return (
    <>
      <button
        type="button"
        className="icon"
        aria-label="Conversations"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <span aria-hidden="true">☰</span>
      </button>
      <dialog ref={dialog} className="drawer" aria-label="Conversations" onClick={closeOutside}>
        <div className="side">
          <Sidebar open={open} onChosen={() => dialog.current?.close()} />
        </div>
      </dialog>
    </>
  )
}
