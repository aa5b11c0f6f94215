import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onNextFrame } from './frame.ts'

const LONG_MS = 10_000
let frames: (() => void)[] = []
const draw = vi.fn<() => void>()

/** A browser that gives no frames by itself. */
function see(hidden: boolean): void {
  vi.stubGlobal('document', { hidden })
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run))
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []))
}

beforeEach(() => {
  vi.useFakeTimers()
  frames = []
  draw.mockReset()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('what is hidden is not drawn until it is seen again, and then once', () => {
  see(true)
  onNextFrame(draw)
  vi.advanceTimersByTime(LONG_MS)
  expect(draw).not.toHaveBeenCalled()
  for (const frame of frames) frame()
  vi.advanceTimersByTime(LONG_MS)
  expect(draw).toHaveBeenCalledTimes(1)
})

test('what is only covered is drawn without a frame', () => {
  see(false)
  onNextFrame(draw)
  vi.advanceTimersByTime(LONG_MS)
  expect(draw).toHaveBeenCalledTimes(1)
})
