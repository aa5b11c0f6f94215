import { useLayoutEffect, useRef, type RefObject } from 'react'

/** What has the focus, and the boxes around it: known also when it is no longer on the page. */
let way: EventTarget[] = []
document.addEventListener('focusin', event => (way = event.composedPath()))
// Somebody who has a pointer goes on with it.
document.addEventListener('pointerdown', () => (way = []))

/** Where what had the focus goes away, the box around it has it: the next Tab goes on from there. */
export function useKeptFocus<T extends HTMLElement>(): RefObject<T | null> {
  const box = useRef<T>(null)
  useLayoutEffect(() => {
    const { current } = box
    if (current && document.activeElement === document.body && way.includes(current)) {
      current.focus({ preventScroll: true })
    }
  })
  return box
}
