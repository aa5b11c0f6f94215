import { serialise } from './dom.ts'
import { createRenderer, renderAll, type Frames, type MarkdownRenderer } from '../renderer.ts'

/** Frames that come when the test says so. */
export class ManualFrames implements Frames {
  requested = 0
  #draw: (() => void) | undefined

  request(draw: () => void): number {
    this.requested++
    this.#draw = draw
    return this.requested
  }

  cancel(): void {
    this.#draw = undefined
  }

  get isWaiting(): boolean {
    return this.#draw !== undefined
  }

  next(): void {
    const draw = this.#draw
    this.#draw = undefined
    draw?.()
  }
}

export type Page = { host: HTMLElement; frames: ManualFrames; renderer: MarkdownRenderer; html(): string }

export function openPage(): Page {
  const host = document.createElement('div')
  const frames = new ManualFrames()
  return { host, frames, renderer: createRenderer(host, { frames }), html: () => serialise(host) }
}

/** Writes a text in pieces with a frame after each. */
export function stream(page: Page, pieces: string[], afterFrame: () => void = () => {}): void {
  let text = ''
  for (const piece of pieces) {
    text += piece
    page.renderer.write(text)
    page.frames.next()
    afterFrame()
  }
}

export function atOnce(text: string): string {
  return serialise(renderAll(text))
}

/** Cuts a text into pieces of the given lengths, over and over. */
export function cut(text: string, lengths: number[]): string[] {
  const pieces: string[] = []
  for (let at = 0, i = 0; at < text.length; i++) {
    const length = Math.max(1, lengths[i % lengths.length] ?? 1)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}
