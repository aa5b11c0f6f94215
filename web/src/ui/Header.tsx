import { Suspense, type ReactNode } from 'react'
import { listWords as words } from '../words/en/list.ts'
import { useSelect } from './context.ts'
import { ConversationMenu } from './ConversationMenu.tsx'
import { HeadChoices } from './HeadChoices.tsx'
import { useTitle } from './use-title.ts'
import { whenThere } from './when-there.ts'

const BotLabel = whenThere(async () => (await import('./bots/BotLabel.tsx')).BotLabel)

export function Header({ id, drawer }: { id: string | null; drawer: ReactNode }) {
  const conversation = useSelect(state => (id === null ? undefined : state.conversations[id]))
  useTitle(conversation?.title)
  return (
    <header className="head">
      {drawer}
      <h1 className="head-title">
        {id === null || conversation?.title === '' ? words.newConversation : conversation?.title}
      </h1>
      {conversation?.bot_id && (
        <Suspense>
          <BotLabel id={conversation.bot_id} />
        </Suspense>
      )}
      <HeadChoices key={id} id={id} />
      {conversation && <ConversationMenu conversation={conversation} />}
    </header>
  )
}
