import { useMemo } from 'react'
import { listConversations } from '../chat/conversations.ts'
import { listWords as words } from '../words/en/list.ts'
import { useChat, useSelect } from './context.ts'
import { ConversationRow } from './ConversationRow.tsx'
import { groupByTime } from './group.ts'

type Props = { open: string | null; onChoose: (id: string) => void }

export function ConversationList({ open, onChoose }: Props) {
  const chat = useChat()
  const conversations = useSelect(state => state.conversations)
  const list = useSelect(state => state.list)
  const groups = useMemo(() => groupByTime(listConversations(conversations), new Date()), [conversations])
  return (
    <nav className="list" aria-label={words.title}>
      {groups.map(({ when, items }) => (
        <section key={when}>
          <h2 className="list-when">{words.groups[when]}</h2>
          <ul>
            {items.map(conversation => (
              <ConversationRow
                key={conversation.id}
                conversation={conversation}
                isOpen={conversation.id === open}
                onChoose={onChoose}
              />
            ))}
          </ul>
        </section>
      ))}
      {list.older !== null && (
        <button type="button" className="row quiet" onClick={() => void chat.load.conversations(true).catch(() => {})}>
          {words.older}
        </button>
      )}
    </nav>
  )
}
