import { createAccount, type Account } from '../../chat/account.ts'
import type { Chat } from '../../chat/chat.ts'
import { useChat, useSelect } from '../context.ts'

const accounts = new WeakMap<Chat, Account>()

export function useAccount(): Account {
  const chat = useChat()
  const account = accounts.get(chat) ?? createAccount(chat)
  accounts.set(chat, account)
  return account
}

export const useUser = () => useSelect(state => state.user)
