const COMPOSER = 'composer'

export const composerId = COMPOSER

/** Without scrolling: the transcript's position has one owner. */
export function focusComposer(): void {
  document.getElementById(COMPOSER)?.focus({ preventScroll: true })
}
