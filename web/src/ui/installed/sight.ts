/**
 * Where a keyboard is laid over the page instead of taking its room from it (Safari on a phone), gives the page the
 * height of what is in sight. Answers how to stop.
 */
export function keepInSight(): () => void {
  const viewport = window.visualViewport
  if (!viewport) return () => {}
  const { style } = document.documentElement

  function fit(): void {
    if (!viewport) return
    // Who has zoomed in sees less too, and wants the page as it is.
    const isCovered = viewport.scale === 1 && viewport.height < innerHeight - 1
    if (!isCovered) return void style.removeProperty('--sight')
    style.setProperty('--sight', `${viewport.height}px`)
    // The browser has moved the page to where the field would have been hidden.
    window.scrollTo(0, 0)
  }
  viewport.addEventListener('resize', fit)
  fit()
  return () => viewport.removeEventListener('resize', fit)
}
