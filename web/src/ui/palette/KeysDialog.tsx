import { useLayoutEffect, useRef } from 'react'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { searchWords as words } from '../../words/en/search.ts'
import { closeOverlay } from '../overlay.ts'
import { KeyList } from './KeyList.tsx'

/** Which keys do what. */
export function KeysDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} className="dialog" aria-label={words.keysTitle} onClose={() => closeOverlay('keys')}>
      <form method="dialog">
        <h2 className="dialog-title">{words.keysTitle}</h2>
        <KeyList />
        <div className="dialog-actions">
          <button className="button button-main">{buttons.close}</button>
        </div>
      </form>
    </dialog>
  )
}
