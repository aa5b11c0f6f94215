import type { Conversation } from '@folio/protocol'
import { useState } from 'react'
import { formatDay } from '../../words/format.ts'
import { menuWords as words } from '../../words/en/menu.ts'
import { useChat } from '../context.ts'
import { DeleteDialog } from '../DeleteDialog.tsx'
import { Link } from '../Link.tsx'
import { pathTo } from '../address.ts'
import { setArchived } from './shelve.ts'
import '../../styles/conversation.css'

export function ArchivedRow({ conversation }: { conversation: Conversation }) {
  const chat = useChat()
  const [asks, setAsks] = useState(false)
  const { id, title, updated_at } = conversation
  return (
    <li className="archived">
      <div className="archived-title">
        <Link href={pathTo(id)}>{title}</Link>
        <small>{formatDay(new Date(updated_at))}</small>
      </div>
      <div className="archived-actions">
        <button type="button" className="word" onClick={() => void setArchived(chat, conversation, false)}>
          {words.unarchive}
        </button>
        <button type="button" className="word" onClick={() => setAsks(true)}>
          {words.delete}
        </button>
      </div>
      {asks && <DeleteDialog conversation={conversation} onClose={() => setAsks(false)} />}
    </li>
  )
}
