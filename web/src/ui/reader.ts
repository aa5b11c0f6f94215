type Reader = {
  onScroll: () => void
  /** The reader is about to go up. */
  onUp: () => void
  /** A finger is laid down: while it draws the text the page is told of nothing else, and must not move it. */
  onHold: () => void
  /** The reader has let go. */
  onRest: () => void
}

const UPWARD = new Set(['PageUp', 'ArrowUp', 'Home'])

/** What a reader does to a box that scrolls; answers how to stop listening. */
export function listenToReader(box: HTMLElement, { onScroll, onUp, onHold, onRest }: Reader): () => void {
  const quiet = new AbortController()
  const options = { signal: quiet.signal, passive: true }
  box.addEventListener('scroll', onScroll, options)
  box.addEventListener('wheel', event => wheelsUp(event, box) && onUp(), options)
  box.addEventListener('touchmove', onUp, options)
  box.addEventListener('touchstart', onHold, options)
  box.addEventListener('touchend', onRest, options)
  box.addEventListener('touchcancel', onRest, options)
  box.addEventListener('keydown', event => goesUp(event) && onUp(), options)
  box.addEventListener('pointerdown', event => isOnBar(event, box) && onUp(), options)
  window.addEventListener('pointerup', event => event.target === box && onRest(), options)
  return () => quiet.abort()
}

function goesUp({ key, shiftKey }: KeyboardEvent): boolean {
  return UPWARD.has(key) || (key === ' ' && shiftKey)
}

/** The bar is no element of its own. */
function isOnBar(event: PointerEvent, box: Element): boolean {
  return event.target === box && event.offsetX >= box.clientWidth
}

/** A wheel that moves something inside, or sideways, does not move the box. */
function wheelsUp(event: WheelEvent, box: Element): boolean {
  if (event.deltaY >= 0 || Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.ctrlKey) return false
  for (let inner = event.target as Element | null; inner && inner !== box; inner = inner.parentElement) {
    if (inner.scrollTop > 0) return false
  }
  return true
}
