/** Formulas, each drawn once: in the frame that closes it where there is time, else a moment later in its place. */
import type { DrawMath } from '@folio/markdown'
import { sanitise } from './sanitise.ts'

const SLICE_MS = 8
const MAX_KEPT = 1_000

/** By their source; null is what cannot be drawn. */
const drawn = new Map<string, string | null>()
const waiting = new Set<string>()
let library: DrawMath | undefined
let isRunning = false
let spentMs = 0

/** The MathML of a formula; undefined while there is only its source to show. */
export function mathOf(source: string): string | undefined {
  if (!drawn.has(source)) {
    if (library && spentMs < SLICE_MS) drawNow(source, library)
    else wait(source)
  }
  return drawn.get(source) ?? undefined
}

/** What is drawn in one task is counted together. */
function drawNow(source: string, draw: DrawMath): void {
  const began = performance.now()
  if (spentMs === 0) queueMicrotask(() => (spentMs = 0))
  keep(source, draw(source) ?? null)
  spentMs += performance.now() - began
}

function keep(source: string, math: string | null): void {
  drawn.set(source, math)
  for (const oldest of drawn.keys()) {
    if (drawn.size <= MAX_KEPT) break
    drawn.delete(oldest)
  }
}

function wait(source: string): void {
  waiting.add(source)
  if (!isRunning) void run()
}

async function run(): Promise<void> {
  isRunning = true
  try {
    const { drawMath } = await import('./math-library.ts')
    library = drawMath
    while (waiting.size > 0) {
      drawSlice(drawMath)
      await new Promise(resolve => setTimeout(resolve))
    }
  } catch {
    // The source can be read as well; a lost network must not break the page.
    waiting.clear()
  } finally {
    isRunning = false
  }
}

function drawSlice(draw: DrawMath): void {
  const deadline = performance.now() + SLICE_MS
  const ready = new Set<string>()
  for (const source of waiting) {
    keep(source, draw(source) ?? null)
    waiting.delete(source)
    ready.add(source)
    if (performance.now() > deadline) break
  }
  for (const place of document.querySelectorAll('.math:not(:has(math))')) {
    const source = place.textContent ?? ''
    const math = ready.has(source) ? drawn.get(source) : null
    if (math) place.replaceChildren(sanitise(math))
  }
}
