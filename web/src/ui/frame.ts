/** A window that is covered gets frames late or not at all, though it counts as visible. */
const LATE_MS = 150

/** Runs something with the next frame, or soon without one; in a hidden tab when it is seen again. Answers how not to. */
export function onNextFrame(run: () => void): () => void {
  const frame = requestAnimationFrame(() => {
    clearTimeout(late)
    run()
  })
  const late = setTimeout(() => {
    if (document.hidden) return
    cancelAnimationFrame(frame)
    run()
  }, LATE_MS)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(late)
  }
}
