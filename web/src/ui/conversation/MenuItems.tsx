import type { Conversation } from '@folio/protocol'
import { useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { listWords } from '../../words/en/list.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import { useChat } from '../context.ts'
import { setArchived, setPinned } from './shelve.ts'

/** What is asked for in a dialog of its own. */
export type Asked = 'rename' | 'choices' | 'share' | 'export' | 'delete'

type Props = { conversation: Conversation; onAsk: (what: Asked) => void; onDone: () => void }

/** The entries of a conversation's menu. The arrows go round, Home and End to the ends; Tab leaves. */
export function MenuItems({ conversation, onAsk, onDone }: Props) {
  const chat = useChat()
  const menu = useRef<HTMLDivElement>(null)
  const { title, pinned, archived } = conversation

  // Nobody waits for the menu without meaning it: the first entry is in hand.
  useLayoutEffect(() => itemsOf(menu.current)[0]?.focus(), [])

  function press(event: KeyboardEvent): void {
    if (event.key === 'Tab') return onDone()
    const items = itemsOf(menu.current)
    const to = target(event.key, items.indexOf(document.activeElement as HTMLElement), items.length)
    if (to === undefined) return
    event.preventDefault()
    items[to]?.focus()
  }
  const entry = (name: string, act: () => void) => (
    <button
      type="button"
      className="row"
      role="menuitem"
      tabIndex={-1}
      onClick={() => {
        onDone()
        act()
      }}
    >
      {name}
    </button>
  )
  return (
    <div ref={menu} role="menu" aria-label={listWords.moreAbout(title)} onKeyDown={press}>
      {entry(buttons.rename, () => onAsk('rename'))}
      {entry(pinned ? words.unpin : words.pin, () => void setPinned(chat, conversation, !pinned))}
      {entry(archived ? words.unarchive : words.archive, () => void setArchived(chat, conversation, !archived))}
      {entry(words.choices, () => onAsk('choices'))}
      {entry(words.share, () => onAsk('share'))}
      {entry(words.export, () => onAsk('export'))}
      {entry(buttons.remove, () => onAsk('delete'))}
    </div>
  )
}

const itemsOf = (menu: HTMLElement | null) => [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]

function target(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}
