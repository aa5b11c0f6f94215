import { useEffect, useRef, type MouseEvent } from 'react'
import { listWords as words } from '../words/en/list.ts'
import type { Route } from './address.ts'
import { Sidebar } from './Sidebar.tsx'

/** The list of conversations where there is no room for a column. */
export function Drawer({ route }: { route: Route }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.close(), [route])

  function closeOutside({ target }: MouseEvent): void {
    if (target === dialog.current) dialog.current?.close()
  }
  return (
    <>
      <button
        type="button"
        className="icon"
        aria-label={words.title}
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <span aria-hidden="true">☰</span>
      </button>
      <dialog ref={dialog} className="drawer" aria-label={words.title} onClick={closeOutside}>
        <div className="side">
          <Sidebar route={route} onChosen={() => dialog.current?.close()} />
        </div>
      </dialog>
    </>
  )
}
