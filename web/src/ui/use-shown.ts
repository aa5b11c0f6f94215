import { useEffect, useLayoutEffect } from 'react'
import { useChat } from './context.ts'
import { tellNews } from './news.ts'
import { useAim, type Aim } from './route.ts'
import type { Scroll } from './scroll.ts'

/** How long a message that was asked for stands out. */
const MARKED_MS = 2_000

/** Fetches what the address asks to see of this conversation. */
export function useBrought(id: string | null): void {
  const chat = useChat()
  const aim = useAim()
  useEffect(() => {
    if (id === null || !aim) return
    chat.show(id, aim.id).then(
      failure => failure && tellNews(failure.detail),
      () => {},
    )
  }, [chat, id, aim])
}

/** Once it is mounted it is brought into sight, before anything is painted, and the next key is for it. */
export function useShown(aim: Aim | null, ids: readonly string[], scroll: Scroll): void {
  const isMounted = aim !== null && ids.includes(aim.id)
  useLayoutEffect(() => {
    const turn = aim && isMounted ? document.getElementById(aim.id) : null
    if (!turn) return undefined
    scroll.show(turn)
    turn.tabIndex = -1
    turn.focus({ preventScroll: true })
    turn.dataset.shown = ''
    const timer = setTimeout(() => delete turn.dataset.shown, MARKED_MS)
    return () => {
      clearTimeout(timer)
      delete turn.dataset.shown
    }
  }, [aim, isMounted, scroll])
}
