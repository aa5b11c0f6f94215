import { useEffect } from 'react'
import { isPressed } from './bindings.ts'
import { useChat } from './context.ts'
import { closeOverlay, openOverlay, overlayNow } from './overlay.ts'
import { go } from './route.ts'
import { findRunning } from './running.ts'

/** What is open on top of the page; the list of conversations is a part of it. */
const onTop = () => document.querySelector('dialog[open]:not(.drawer)')

/** The keys that work everywhere on the page. */
export function useKeys(id: string | null): void {
  const chat = useChat()
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return
      const act = actionOf(event)
      if (act) {
        event.preventDefault()
        act()
      }
      // What is open on top of the page is what Esc closes.
      if (isPressed('stop', event) && !document.querySelector('dialog[open], :popover-open')) {
        const running = findRunning(chat.getState(), id)
        if (running) void chat.replies.stop(running)
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [chat, id])
}

function actionOf(event: KeyboardEvent): (() => void) | undefined {
  if (isPressed('begin', event)) {
    return () => {
      closeOverlay()
      go(null)
    }
  }
  if (isPressed('search', event) && (!onTop() || overlayNow() === 'search')) {
    return () => openOverlay(overlayNow() === null ? 'search' : null)
  }
  if (isPressed('keys', event) && !onTop() && !isTyping(event.target)) return () => openOverlay('keys')
  return undefined
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
}
