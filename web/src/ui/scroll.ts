import { listenToReader } from './reader.ts'

/** From here on the way back to the end is offered. */
const FAR = 200
/** Within this distance of the end somebody is at the end. */
const NEAR = 2
/** What stays free above a question that was just asked. */
const HEAD_ROOM = 24

/** The transcript and where its reader is. */
type Place = {
  scroller: HTMLElement
  content: HTMLElement
  following: boolean
  /** The position as it was last seen or written: another one is the reader's doing. */
  last: number
  far: boolean
  /** The topmost turn in sight, and where it was. */
  anchor: { element: Element; top: number } | undefined
  /** The question that stands at the top, with room for the answer below. */
  asked: Element | undefined
  /** The least height of the content; 0 where it has its own. */
  floor: number
}

export type Scroll = ReturnType<typeof createScroll>

/**
 * The only owner of the transcript's position. It follows the end until the reader goes elsewhere, and then keeps
 * what they read where it is.
 */
export function createScroll(onFar: (far: boolean) => void) {
  let place: Place | undefined
  let expected: string | undefined

  function report(at: Place): void {
    const far = !at.following && distance(at) > FAR
    if (far !== at.far) onFar((at.far = far))
  }
  function settle(): void {
    if (!place) return
    keepPlace(place)
    report(place)
  }

  return {
    attach(scroller: HTMLElement, content: HTMLElement): () => void {
      const mine = (place = atEnd(scroller, content))
      onFar(false)
      const leave = watch(mine, settle, () => report(mine))
      settle()
      return () => {
        leave()
        place = undefined
      }
    },
    /** After every change of what is shown, before it is painted. */
    settle,
    toEnd() {
      if (place) place.following = true
      settle()
    },
    /** The next change brings a question, or an answer to it, that was asked for here. */
    expect(questionId: string) {
      expected = questionId
    },
    /** After a change of which turns are shown. */
    arrange() {
      const question = expected === undefined ? null : document.getElementById(expected)
      expected = undefined
      if (place && question) ask(place, question)
      settle()
    },
    /** Puts a turn near the top for whoever has asked to see it; from then on it is what they read. */
    show(turn: Element) {
      if (!place) return
      showTurn(place, turn)
      report(place)
    },
    /** A question that has waited has its turn: who follows the end goes on with it. */
    turnTo(questionId: string) {
      const question = document.getElementById(questionId)
      if (place?.following && question) ask(place, question)
      settle()
    },
    /** What is in sight stays where it is, even if what comes next is shorter. */
    hold() {
      if (!place) return
      place.asked = undefined
      place.following = false
      setFloor(place, place.scroller.scrollTop + place.scroller.clientHeight)
      place.anchor = findAnchor(place)
    },
  }
}

function atEnd(scroller: HTMLElement, content: HTMLElement): Place {
  return { scroller, content, following: true, last: 0, far: false, anchor: undefined, asked: undefined, floor: 0 }
}

/** Tells of everything that may move what is in sight: the boxes' sizes, and the reader. */
function watch(place: Place, settle: () => void, report: () => void): () => void {
  const resized = new ResizeObserver(() => {
    if (place.asked?.isConnected) setFloor(place, roomFor(place, place.asked))
    settle()
  })
  resized.observe(place.scroller)
  resized.observe(place.content)
  let held: number | undefined
  const leave = listenToReader(place.scroller, {
    onScroll: () => readerMoved(place) && report(),
    onUp: () => release(place),
    onHold() {
      held = place.following ? place.scroller.scrollTop : undefined
      release(place)
    },
    onRest() {
      // A finger that was only laid down has gone nowhere.
      const stayed = held !== undefined && Math.abs(place.scroller.scrollTop - held) < 1
      held = undefined
      place.following ||= stayed || distance(place) <= NEAR
      settle()
    },
  })
  return () => {
    resized.disconnect()
    leave()
  }
}

/** Puts a question near the top; the answer fills the room below, and then the end is followed. */
function ask(place: Place, question: Element): void {
  place.asked = question
  place.following = true
  setFloor(place, roomFor(place, question))
}

/** Near the top, with room below where it is the last; from then on it is where the reader is. */
function showTurn(place: Place, turn: Element): void {
  const { scroller } = place
  place.asked = undefined
  place.following = false
  setFloor(place, roomFor(place, turn))
  write(place, scroller.scrollTop + topIn(scroller, turn) - HEAD_ROOM)
  place.anchor = { element: turn, top: turn.getBoundingClientRect().top }
}

function distance({ scroller }: Place): number {
  return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop
}

function write(place: Place, top: number): void {
  if (Math.abs(place.scroller.scrollTop - top) >= 0.5) place.scroller.scrollTop = top
  place.last = place.scroller.scrollTop
}

function keepPlace(place: Place): void {
  const { scroller, following, anchor } = place
  if (following) return write(place, scroller.scrollHeight - scroller.clientHeight)
  if (!anchor?.element.isConnected) return
  const moved = anchor.element.getBoundingClientRect().top - anchor.top
  if (Math.abs(moved) >= 0.5) write(place, scroller.scrollTop + moved)
}

/** The reader is about to go up. Waiting for the scroll event would be too late: the next frame writes again. */
function release(place: Place): void {
  if (!place.following || place.scroller.scrollTop <= 0) return
  place.following = false
  place.anchor = findAnchor(place)
}

function readerMoved(place: Place): boolean {
  const { scrollTop, clientHeight } = place.scroller
  if (Math.abs(scrollTop - place.last) < 1) return false
  const up = scrollTop < place.last
  place.last = scrollTop
  place.following = !up && distance(place) <= NEAR
  if (place.floor > 0 && !place.asked) setFloor(place, Math.min(place.floor, scrollTop + clientHeight))
  place.anchor = findAnchor(place)
  return true
}

function topIn(box: Element, turn: Element): number {
  return turn.getBoundingClientRect().top - box.getBoundingClientRect().top
}

function findAnchor({ scroller, content }: Place): Place['anchor'] {
  const { top } = scroller.getBoundingClientRect()
  for (const element of content.children) {
    const box = element.getBoundingClientRect()
    if (box.bottom > top) return { element, top: box.top }
  }
  return undefined
}

function setFloor(place: Place, height: number): void {
  place.floor = height
  place.content.style.minHeight = height > 0 ? `${height}px` : ''
}

function roomFor({ scroller, content }: Place, question: Element): number {
  return Math.max(0, Math.floor(topIn(content, question) - HEAD_ROOM)) + scroller.clientHeight
}
