import { useLayoutEffect } from 'react'
import { isTouch } from './wide.ts'

const COMPOSER = 'composer'

export const composerId = COMPOSER

/** Without scrolling: the transcript's position has one owner. */
export function focusComposer(): void {
  document.getElementById(COMPOSER)?.focus({ preventScroll: true })
}

/** Whoever comes to a conversation can write at once. */
export function useComposerFocus(conversation: string): void {
  useLayoutEffect(() => {
    if (!isTouch()) focusComposer()
  }, [conversation])
}
