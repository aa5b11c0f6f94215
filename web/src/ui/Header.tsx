import type { ReactNode } from 'react'
import { useSelect } from './context.ts'
import { ConversationMenu } from './ConversationMenu.tsx'

export function Header({ id, drawer }: { id: string | null; drawer: ReactNode }) {
  const conversation = useSelect(state => (id === null ? undefined : state.conversations[id]))
  return (
    <header className="head">
      {drawer}
      <h1 className="head-title">{id === null ? 'New conversation' : conversation?.title}</h1>
      {conversation && <ConversationMenu conversation={conversation} />}
    </header>
  )
}
