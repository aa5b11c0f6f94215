import { useEffect, useLayoutEffect, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { useChat, useSelect } from './context.ts'
import type { Aim } from './route.ts'

/** So many messages are mounted at first, and this many more each time the top comes near. */
const FIRST = 12
const MORE = 40
/** Turns above one that was asked for: enough to see that there are some. */
const ABOVE = 8
/** Before the top is reached, so that nobody waits for it. */
const AHEAD = '800px 0px 0px 0px'
const NONE: string[] = []

/**
 * The messages of a conversation that are mounted: the newest, and older ones as `top` is scrolled into sight or one of
 * them is asked for.
 */
export function useWindow(id: string, top: RefObject<Element | null>, aim: Aim | null): string[] {
  const chat = useChat()
  const ids = useSelect(state => state.paths[id]?.ids ?? NONE)
  const older = useSelect(state => state.paths[id]?.older ?? null)
  const [first, setFirst] = useState(ids[Math.max(0, ids.length - FIRST)])
  const found = first === undefined ? -1 : ids.indexOf(first)
  const start = found < 0 ? Math.max(0, ids.length - FIRST) : found

  const aimed = aim ? ids.indexOf(aim.id) : -1
  useLayoutEffect(() => {
    if (aimed >= 0 && aimed < start) setFirst(ids[Math.max(0, aimed - ABOVE)])
  }, [aimed, ids, start])

  useEffect(() => {
    if (!top.current || (start === 0 && older === null)) return undefined
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        if (start > 0) setFirst(ids[Math.max(0, start - MORE)])
        else void chat.load.older(id)
      },
      { root: top.current.closest('[role=log]'), rootMargin: AHEAD },
    )
    observer.observe(top.current)
    return () => observer.disconnect()
  }, [chat, id, ids, older, start, top])

  // Paper has no top that comes near: all that is here is on it.
  useEffect(() => {
    const mountAll = () => flushSync(() => setFirst(ids[0]))
    window.addEventListener('beforeprint', mountAll)
    return () => window.removeEventListener('beforeprint', mountAll)
  }, [ids])

  return start === 0 ? ids : ids.slice(start)
}
