import type { ServerFrame } from '@folio/protocol'

/** What a server says over a stream or a socket: a frame, or an event in the same shape. */
export type Frame = ServerFrame
export type FrameOf<Type extends Frame['type']> = Extract<Frame, { type: Type }>

const PATIENCE_MS = 20_000

export type Inbox = {
  /** All that has come, oldest first. */
  readonly frames: readonly Frame[]
  push(frame: Frame): void
  /** Nothing more will come. */
  close(): void
  /** The first of its kind that matches, come or to come. Throws where the stream ends without. */
  first<Type extends Frame['type']>(type: Type, matches?: (frame: FrameOf<Type>) => boolean): Promise<FrameOf<Type>>
  /** Resolves as soon as the condition holds. Throws where the stream ends before. */
  until(condition: () => boolean): Promise<void>
}

export function createInbox(): Inbox {
  const frames: Frame[] = []
  const watchers = new Set<() => void>()
  let closed = false
  const wake = () => {
    for (const watcher of watchers) watcher()
  }

  const until = (condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const settle = (then: () => void) => {
        clearTimeout(timer)
        watchers.delete(look)
        then()
      }
      const fail = (why: string) => settle(() => reject(new Error(`${why}: ${String(condition)}; ${tellOf(frames)}`)))
      const timer = setTimeout(() => fail('waited in vain'), PATIENCE_MS)
      const look = () => {
        if (condition()) settle(resolve)
        else if (closed) fail('the stream ended before')
      }
      watchers.add(look)
      look()
    })

  return {
    frames,
    push(frame) {
      frames.push(frame)
      wake()
    },
    close() {
      closed = true
      wake()
    },
    until,
    async first<Type extends Frame['type']>(type: Type, matches: (frame: FrameOf<Type>) => boolean = () => true) {
      const find = () => frames.filter((frame): frame is FrameOf<Type> => frame.type === type).find(matches)
      await until(() => find() !== undefined)
      const found = find()
      if (!found) throw new Error('it was there a moment ago')
      return found
    },
  }
}

function tellOf(frames: readonly Frame[]): string {
  const last = frames.slice(-5).map(frame => JSON.stringify(frame).slice(0, 200))
  return `${frames.length} frames, the last of them ${last.join(' ')}`
}
