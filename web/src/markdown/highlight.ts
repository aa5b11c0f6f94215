import { sanitise } from './sanitise.ts'

/** Longer code stays in one colour: painting it would take longer than a frame. */
const MAX_CHARS = 20_000
const SLICE_MS = 8

const waiting = new Set<Element>()
let isRunning = false

/** Colours the code in `root` soon, a few milliseconds at a time. Only colours change, never a size. */
export function highlightWithin(root: ParentNode): void {
  for (const code of root.querySelectorAll('pre > code[class]')) {
    if (!code.firstElementChild && (code.textContent ?? '').length <= MAX_CHARS) waiting.add(code)
  }
  if (waiting.size > 0 && !isRunning) void run()
}

async function run(): Promise<void> {
  isRunning = true
  try {
    const { paint } = await import('@folio/markdown/languages')
    while (waiting.size > 0) {
      paintSlice(paint)
      await new Promise(resolve => setTimeout(resolve))
    }
  } catch {
    // Without colours code reads just as well; a lost network must not break the page.
    waiting.clear()
  } finally {
    isRunning = false
  }
}

function paintSlice(paint: (language: string, source: string) => string | undefined): void {
  const deadline = performance.now() + SLICE_MS
  for (const code of waiting) {
    waiting.delete(code)
    const html = paint(code.className.replace('language-', ''), code.textContent ?? '')
    const painted = html === undefined ? null : sanitise(`<code>${html}</code>`).firstElementChild
    // The source is what Copy gives, so colours that would change it are dropped.
    if (painted && painted.textContent === code.textContent) code.replaceChildren(...painted.childNodes)
    if (performance.now() > deadline) return
  }
}
