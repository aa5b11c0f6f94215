import { useLayoutEffect } from 'react'

/** What the window, the history and a bookmark call this page. */
export function useTitle(title: string | undefined): void {
  useLayoutEffect(() => void (document.title = title ? `${title} · Folio` : 'Folio'), [title])
}
