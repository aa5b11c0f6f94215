import { createContext, use, useSyncExternalStore } from 'react'
import type { Chat } from '../chat/chat.ts'
import type { ChatState } from '../chat/state.ts'

export const ChatContext = createContext<Chat | null>(null)

export function useChat(): Chat {
  const chat = use(ChatContext)
  if (!chat) throw new Error('ChatContext is missing')
  return chat
}

/** A part of the state. It has to be the same object as long as it says the same. */
export function useSelect<T>(select: (state: ChatState) => T): T {
  const chat = useChat()
  return useSyncExternalStore(chat.subscribe, () => select(chat.getState()))
}
