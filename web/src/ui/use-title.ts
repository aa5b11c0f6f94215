import { useLayoutEffect } from 'react'
import { countUnread } from '../chat/seen.ts'
import { useSelect } from './context.ts'

/** What the window, the history and a bookmark call this page; while it is hidden, with how much there is to read. */
export function useTitle(title: string | undefined): void {
  const unread = useSelect(state => (state.visible ? 0 : countUnread(state)))
  useLayoutEffect(() => {
    const name = title ? `${title} · Folio` : 'Folio'
    document.title = unread > 0 ? `(${unread}) ${name}` : name
  }, [title, unread])
}
