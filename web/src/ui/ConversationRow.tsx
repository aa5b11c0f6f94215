import type { Conversation } from '@folio/protocol'
import { memo, type MouseEvent } from 'react'
import { markOf } from '../chat/marks.ts'
import { listWords as words } from '../words/en/list.ts'
import { useSelect } from './context.ts'
import { ConversationMenu } from './ConversationMenu.tsx'
import { pathTo } from './address.ts'

type Props = { conversation: Conversation; isOpen: boolean; onChoose: (id: string) => void }

export const ConversationRow = memo(function ConversationRow({ conversation, isOpen, onChoose }: Props) {
  const { id, title } = conversation
  const mark = useSelect(state => markOf(state, id))

  function choose(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    onChoose(id)
  }
  return (
    <li className="row-line">
      <a className="row" href={pathTo(id)} aria-current={isOpen ? 'page' : undefined} onClick={choose}>
        <span className="row-title">{title || words.newConversation}</span>
        {mark !== null && <span className={`mark mark-${mark}`}>{words.marks[mark]}</span>}
      </a>
      <ConversationMenu conversation={conversation} inList />
    </li>
  )
})
