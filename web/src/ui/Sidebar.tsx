import type { MouseEvent } from 'react'
import { ConversationList } from './ConversationList.tsx'
import { isMac } from './keys.ts'
import { go } from './route.ts'
import { ThemeControl } from './ThemeControl.tsx'

type Props = { open: string | null; onChosen?: () => void }

export function Sidebar({ open, onChosen }: Props) {
  function choose(id: string | null): void {
    go(id)
    onChosen?.()
  }
  function home(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    choose(null)
  }
  return (
    <>
      <a className="name" href="/" onClick={home}>
        Folio<span className="name-dot">.</span>
      </a>
      <button
        type="button"
        className="new"
        onClick={() => choose(null)}
        aria-keyshortcuts="Control+Shift+O Meta+Shift+O"
      >
        New conversation
        <kbd aria-hidden="true">{isMac ? '⌘ ⇧ O' : 'Ctrl ⇧ O'}</kbd>
      </button>
      <ConversationList open={open} onChoose={choose} />
      <ThemeControl />
    </>
  )
}
