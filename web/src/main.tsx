import { createRoot } from 'react-dom/client'
import { createChat } from './chat/chat.ts'
import { App } from './ui/App.tsx'
import { ChatContext } from './ui/context.ts'
import { speak } from './words/words.ts'
import './styles/main.css'

const chat = createChat(import.meta.env.VITE_API_URL ?? '')
chat.start()
await speak()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <ChatContext value={chat}>
      <App />
    </ChatContext>,
  )
}
