import type { Conversation } from '@folio/protocol'
import { Suspense, useId, useRef, useState } from 'react'
import { listWords as words } from '../words/en/list.ts'
import type { Asked } from './conversation/MenuItems.tsx'
import { whenThere } from './when-there.ts'

const MenuItems = whenThere(
  async () => (await import('./conversation/MenuItems.tsx')).MenuItems,
  () => <p className="row">{words.menuNotFetched}</p>,
)
const MenuDialog = whenThere(async () => (await import('./conversation/MenuDialog.tsx')).MenuDialog)

type Props = {
  conversation: Conversation
  /** In the list it is for the pointer: to the keys the open conversation's own menu is nearer. */
  inList?: boolean
}

/** What can be done with a conversation as a whole. What it shows is fetched when it is opened. */
export function ConversationMenu({ conversation, inList = false }: Props) {
  const menu = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [asked, ask] = useState<Asked | null>(null)
  const id = useId()
  return (
    <>
      <button
        type="button"
        className="icon more"
        tabIndex={inList ? -1 : undefined}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={words.moreAbout(conversation.title)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      <div ref={menu} id={id} popover="auto" className="menu" onToggle={({ newState }) => setOpen(newState === 'open')}>
        {isOpen && (
          <Suspense>
            <MenuItems conversation={conversation} onAsk={ask} onDone={() => menu.current?.hidePopover()} />
          </Suspense>
        )}
      </div>
      {asked !== null && (
        <Suspense>
          <MenuDialog asked={asked} conversation={conversation} onClose={() => ask(null)} />
        </Suspense>
      )}
    </>
  )
}
