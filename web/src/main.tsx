import { createRoot } from 'react-dom/client'
import { createChat } from './chat/chat.ts'
import { App } from './ui/App.tsx'
import { ChatContext } from './ui/context.ts'
import { Crash } from './ui/Crash.tsx'
import { whenNoticesWanted } from './ui/notices-choice.ts'
import { speak } from './words/words.ts'
import './styles/main.css'

const chat = createChat(import.meta.env.VITE_API_URL ?? '')
chat.start()
// Not awaited out here: the words of another language need this very script, and would wait for its end.
void speak().then(() => {
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <Crash>
      <ChatContext value={chat}>
        <App />
      </ChatContext>
    </Crash>,
  )
})

whenNoticesWanted(() => {
  void import('./ui/conversation/notices.ts').then(({ watchReplies }) => watchReplies(chat)).catch(() => {})
})
