import { createRenderer, renderAll, type MarkdownRenderer } from '../markdown/index.ts'
import { onNextFrame } from './frame.ts'

type Options = {
  host: HTMLElement
  /** All of the text so far. */
  text: () => string
  isLive: () => boolean
  /** Called after every change, in the same frame. */
  settle: () => void
}

export type Drawing = ReturnType<typeof createDrawing>

/** Draws one reply past React: what is there at once, what comes at most once per frame, nothing in a hidden tab. */
export function createDrawing({ host, text, isLive, settle }: Options) {
  let renderer: MarkdownRenderer | undefined
  let drawn: string | undefined
  let cancelFrame: (() => void) | undefined

  /** What has come since the frame was asked for is drawn with it. */
  const frames = {
    request(draw: () => void): number {
      cancelFrame = onNextFrame(() => {
        cancelFrame = undefined
        renderer?.write(text())
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
    if (drawn !== undefined) renderer.end(drawn)
    return renderer
  }

  function grow(): void {
    if (!cancelFrame) (renderer ?? start()).write(text())
  }

  function finish(): void {
    const whole = text()
    if (whole === drawn) return
    drawn = whole
    if (renderer) renderer.end(whole)
    else host.replaceChildren(renderAll(whole))
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
