/** A reply is drawn as settled blocks plus one open tail, at most once in a frame; settled nodes are not touched. */
import { normalise, normaliseMarks, toHtml, type Mark } from '@folio/markdown'
import { highlightWithin } from './highlight.ts'
import { WRITING } from './writing.ts'
import { sanitise } from './sanitise.ts'
import { Sheet } from './sheet.ts'
import { Stream } from './stream.ts'

/** Where frames come from. Browsers give none to a hidden tab, so nothing is drawn there before `end`. */
export type Frames = { request(draw: () => void): number; cancel(id: number): void }

export type RendererOptions = { frames?: Frames }

export type MarkdownRenderer = {
  /**
   * The whole text so far, and all marks in it; drawn in the next frame. A text that does not go on from the last one
   * starts anew.
   */
  write(text: string, marks?: readonly Mark[]): void
  /** Draws now, exactly as `renderAll` would. More may be written afterwards, when a reply goes on. */
  end(text?: string, marks?: readonly Mark[]): void
  /** Empties the host and stops drawing. */
  destroy(): void
}

/** A tail longer than this is not drawn in every frame but in every second, third, ... one. */
const PARSED_CHARS_PER_FRAME = 4_096

export function createRenderer(host: HTMLElement, options: RendererOptions = {}): MarkdownRenderer {
  const frames = options.frames ?? browserFrames
  const sheet = new Sheet(host, highlightWithin)
  const stream = new Stream(sheet)
  let text = ''
  let marks: readonly Mark[] = []
  let drawn: { text: string; marks: number } | undefined
  let frame: number | undefined
  let debt = 0

  function onFrame(): void {
    frame = undefined
    debt = Math.max(0, debt - PARSED_CHARS_PER_FRAME)
    if (debt > 0) return schedule()
    debt = stream.draw(text, marks)
    noteDrawn()
  }

  function noteDrawn(): void {
    drawn = { text, marks: marks.length }
  }

  function schedule(): void {
    if (frame === undefined && !(drawn?.text === text && drawn.marks === marks.length)) frame = frames.request(onFrame)
  }

  function unschedule(): void {
    if (frame !== undefined) frames.cancel(frame)
    frame = undefined
  }

  function take(next: string, nextMarks: readonly Mark[]): void {
    if (!next.startsWith(text) || nextMarks.length < marks.length) stream.reset()
    text = next
    marks = nextMarks
  }

  return {
    write(next, nextMarks = []) {
      take(withoutHalfCharacter(normalise(next)), normaliseMarks(next, nextMarks))
      schedule()
    },
    end(next, nextMarks = []) {
      unschedule()
      if (next !== undefined) take(normalise(next), normaliseMarks(next, nextMarks))
      stream.finish(text, marks)
      noteDrawn()
      debt = 0
    },
    destroy() {
      unschedule()
      noteDrawn()
      sheet.trim(0)
    },
  }
}

/** A whole text at once, for replies that are complete. */
export function renderAll(text: string, marks: readonly Mark[] = []): DocumentFragment {
  const fragment = sanitise(toHtml(text, marks, WRITING))
  highlightWithin(fragment)
  return fragment
}

function withoutHalfCharacter(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text
}

const browserFrames: Frames = {
  request: draw => requestAnimationFrame(draw),
  cancel: id => cancelAnimationFrame(id),
}
