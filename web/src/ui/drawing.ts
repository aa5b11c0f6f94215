import { createRenderer, renderAll, type Mark, type MarkdownRenderer } from '../markdown/index.ts'
import { onNextFrame } from './frame.ts'

type Marked = { text: string; marks: readonly Mark[] }

type Options = {
  host: HTMLElement
  /** All of the text so far, and what stands in it. */
  shown: () => Marked
  isLive: () => boolean
  /** Called after every change, in the same frame. */
  settle: () => void
}

export type Drawing = ReturnType<typeof createDrawing>

/** Draws one reply past React: what is there at once, what comes at most once per frame, nothing in a hidden tab. */
export function createDrawing({ host, shown, isLive, settle }: Options) {
  let renderer: MarkdownRenderer | undefined
  let drawn: Marked | undefined
  let cancelFrame: (() => void) | undefined

  /** What has come since the frame was asked for is drawn with it. */
  const frames = {
    request(draw: () => void): number {
      cancelFrame = onNextFrame(() => {
        cancelFrame = undefined
        const { text, marks } = shown()
        renderer?.write(text, marks)
        draw()
        settle()
      })
      return 0
    },
    cancel(): void {
      cancelFrame?.()
      cancelFrame = undefined
    },
  }

  function start(): MarkdownRenderer {
    host.replaceChildren()
    renderer = createRenderer(host, { frames })
    // A reply that goes on: what was there is there at once.
    if (drawn !== undefined) renderer.end(drawn.text, drawn.marks)
    return renderer
  }

  function grow(): void {
    if (cancelFrame) return
    const { text, marks } = shown()
    const drawer = renderer ?? start()
    drawer.write(text, marks)
  }

  function finish(): void {
    const whole = shown()
    if (whole.text !== drawn?.text || whole.marks.length !== drawn.marks.length) {
      drawn = whole
      if (renderer) renderer.end(whole.text, whole.marks)
      else host.replaceChildren(renderAll(whole.text, whole.marks))
    }
    settle()
  }

  return {
    grow,
    /** After a change of the message itself. */
    sync: () => (isLive() ? grow() : finish()),
    destroy() {
      renderer?.destroy()
      host.replaceChildren()
    },
  }
}
