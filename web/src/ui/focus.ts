import { useLayoutEffect } from 'react'
import { isTouch } from './wide.ts'

const COMPOSER = 'composer'

export const composerId = COMPOSER

/** Without scrolling: the transcript's position has one owner. */
export function focusComposer(): void {
  document.getElementById(COMPOSER)?.focus({ preventScroll: true })
}

/** For what goes away when it is pressed: whoever has no finger on the page can write on. */
export function leaveForComposer(): void {
  if (!isTouch()) focusComposer()
}

/** Whoever comes to a conversation can write at once. */
export function useComposerFocus(conversation: string): void {
  useLayoutEffect(leaveForComposer, [conversation])
}
