import { useState } from 'react'
import { useChat } from '../context.ts'
import { useLibrary } from '../library/context.ts'
import { go } from '../route.ts'

/** Begins a conversation with a bot, and goes there. Answers what went wrong, if something did. */
export function useAsk(): { ask: (botId: string) => Promise<void>; trouble: string | undefined } {
  const chat = useChat()
  const library = useLibrary()
  const [trouble, setTrouble] = useState<string>()

  async function ask(botId: string): Promise<void> {
    const { made, failure } = await library.bots.ask(botId)
    setTrouble(failure?.detail)
    if (!made) return
    chat.dispatch({ type: 'conversation', conversation: made })
    go(made.id)
  }
  return { ask, trouble }
}
