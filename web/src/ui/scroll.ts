/** From here on the way back to the end is offered. */
const FAR = 200
/** Within this distance of the end somebody is at the end. */
const NEAR = 2
/** What stays free above a question that was just asked. */
const HEAD_ROOM = 24

export type Scroll = ReturnType<typeof createScroll>

/**
 * The only owner of the transcript's position. It follows the end until the reader goes elsewhere, and then keeps
 * what they read where it is. A position it did not write itself was the reader's doing.
 */
export function createScroll(onFar: (far: boolean) => void) {
  let scroller: HTMLElement | undefined
  let content: HTMLElement | undefined
  let following = true
  let last = 0
  let far = false
  /** The topmost turn in sight, and where it was. */
  let anchor: { element: Element; top: number } | undefined
  /** The question that has its place at the top, with room for the answer below. */
  let placed: Element | undefined
  let floor = 0

  function write(top: number): void {
    if (!scroller) return
    if (Math.abs(scroller.scrollTop - top) >= 0.5) scroller.scrollTop = top
    last = scroller.scrollTop
  }

  function distance(): number {
    return scroller ? scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop : 0
  }

  function setFloor(height: number): void {
    floor = height
    if (content) content.style.minHeight = height > 0 ? `${height}px` : ''
  }

  function findAnchor(): void {
    anchor = undefined
    if (!scroller || !content) return
    const { top } = scroller.getBoundingClientRect()
    for (const element of content.children) {
      const box = element.getBoundingClientRect()
      if (box.bottom <= top) continue
      anchor = { element, top: box.top }
      return
    }
  }

  /** After every change of what is shown, before it is painted. */
  function settle(): void {
    if (!scroller) return
    if (following) write(scroller.scrollHeight - scroller.clientHeight)
    else if (anchor?.element.isConnected) {
      const moved = anchor.element.getBoundingClientRect().top - anchor.top
      if (Math.abs(moved) >= 0.5) write(scroller.scrollTop + moved)
    }
    report()
  }

  function report(): void {
    const now = !following && distance() > FAR
    if (now !== far) onFar((far = now))
  }

  /** The reader is about to go up. Waiting for the scroll event would be too late: the next frame writes again. */
  function release(): void {
    if (!following || !scroller || scroller.scrollTop <= 0) return
    following = false
    findAnchor()
  }

  function onScroll(): void {
    if (!scroller || Math.abs(scroller.scrollTop - last) < 1) return
    const up = scroller.scrollTop < last
    last = scroller.scrollTop
    following = !up && distance() <= NEAR
    if (floor > 0 && !placed) setFloor(Math.min(floor, scroller.scrollTop + scroller.clientHeight))
    findAnchor()
    report()
  }

  function onResize(): void {
    if (placed?.isConnected) setFloor(roomFor(placed))
    settle()
  }

  function roomFor(element: Element): number {
    if (!scroller || !content) return 0
    const top = element.getBoundingClientRect().top - content.getBoundingClientRect().top
    return Math.max(0, Math.floor(top - HEAD_ROOM)) + scroller.clientHeight
  }

  function rest(): void {
    if (distance() > NEAR) return
    following = true
    report()
  }

  return {
    attach(element: HTMLElement, inner: HTMLElement): () => void {
      scroller = element
      content = inner
      const observer = new ResizeObserver(onResize)
      observer.observe(element)
      observer.observe(inner)
      const leave = listen(element, { onScroll, release, rest })
      settle()
      return () => {
        observer.disconnect()
        leave()
        scroller = content = undefined
      }
    },
    settle,
    toEnd() {
      following = true
      settle()
    },
    /** Puts a question near the top; the answer fills the room below, and then the end is followed. */
    place(element: Element) {
      placed = element
      following = true
      setFloor(roomFor(element))
      settle()
    },
    /** What is in sight stays where it is, even if what comes next is shorter. */
    hold() {
      if (!scroller) return
      placed = undefined
      following = false
      setFloor(scroller.scrollTop + scroller.clientHeight)
      findAnchor()
    },
    isFollowing: () => following,
  }
}

type Reader = { onScroll: () => void; release: () => void; rest: () => void }

const UPWARD = new Set(['PageUp', 'ArrowUp', 'Home'])

function listen(element: HTMLElement, { onScroll, release, rest }: Reader): () => void {
  const quiet = new AbortController()
  const options = { signal: quiet.signal, passive: true }
  element.addEventListener('scroll', onScroll, options)
  element.addEventListener('wheel', event => goesUp(event, element) && release(), options)
  element.addEventListener('touchmove', release, options)
  element.addEventListener('touchend', rest, options)
  element.addEventListener('keydown', event => (UPWARD.has(event.key) || isShiftSpace(event)) && release(), options)
  // The bar itself, which is no element of its own.
  element.addEventListener('pointerdown', event => isBar(event, element) && release(), options)
  window.addEventListener('pointerup', event => event.target === element && rest(), options)
  return () => quiet.abort()
}

const isBar = (event: PointerEvent, element: Element) =>
  event.target === element && event.offsetX >= element.clientWidth
const isShiftSpace = (event: KeyboardEvent) => event.key === ' ' && event.shiftKey

/** A wheel that moves a box inside the transcript, or moves sideways, does not leave the end. */
function goesUp(event: WheelEvent, scroller: HTMLElement): boolean {
  if (event.deltaY >= 0 || Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.ctrlKey) return false
  for (let box = event.target as Element | null; box && box !== scroller; box = box.parentElement) {
    if (box.scrollTop > 0 && box.scrollHeight > box.clientHeight) return false
  }
  return true
}
