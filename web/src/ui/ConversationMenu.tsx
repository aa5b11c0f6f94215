import type { Conversation } from '@folio/protocol'
import { useId, useRef, useState } from 'react'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { listWords as words } from '../words/en/list.ts'
import { DeleteDialog } from './DeleteDialog.tsx'
import { RenameDialog } from './RenameDialog.tsx'

type Props = {
  conversation: Conversation
  /** In the list it is for the pointer: to the keys the open conversation's own menu is nearer. */
  inList?: boolean
}

/** What can be done with a conversation as a whole. */
export function ConversationMenu({ conversation, inList = false }: Props) {
  const menu = useRef<HTMLDivElement>(null)
  const [asked, ask] = useState<'rename' | 'delete' | null>(null)
  const id = useId()

  function choose(what: 'rename' | 'delete'): void {
    menu.current?.hidePopover()
    ask(what)
  }
  return (
    <>
      <button
        type="button"
        className="icon more"
        tabIndex={inList ? -1 : undefined}
        popoverTarget={id}
        aria-label={words.moreAbout(conversation.title)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      <div ref={menu} id={id} popover="auto" className="menu">
        <button type="button" className="row" onClick={() => choose('rename')}>
          {buttons.rename}
        </button>
        <button type="button" className="row" onClick={() => choose('delete')}>
          {buttons.remove}
        </button>
      </div>
      {asked === 'rename' && <RenameDialog conversation={conversation} onClose={() => ask(null)} />}
      {asked === 'delete' && <DeleteDialog conversation={conversation} onClose={() => ask(null)} />}
    </>
  )
}
