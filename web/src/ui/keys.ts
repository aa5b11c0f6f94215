import { useEffect } from 'react'
import { useChat } from './context.ts'
import { go } from './route.ts'
import { findRunning } from './running.ts'

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** The keys that work everywhere on the page. */
export function useKeys(id: string | null): void {
  const chat = useChat()
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'o') {
        event.preventDefault()
        go(null)
      }
      // What is open on top of the page is what Esc closes.
      if (event.key === 'Escape' && !document.querySelector('dialog[open], :popover-open')) {
        const running = findRunning(chat.getState(), id)
        if (running) void chat.replies.stop(running)
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [chat, id])
}
