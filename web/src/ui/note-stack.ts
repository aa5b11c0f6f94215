/** Between two notes that would touch each other. */
const GAP = 12

/** By the citation that each leads to. */
export function numeralsIn(host: Element): Map<number, Element> {
  const numerals = new Map<number, Element>()
  for (const button of host.querySelectorAll<HTMLButtonElement>('.cite > button'))
    numerals.set(Number(button.value), button)
  return numerals
}

/**
 * Puts notes that stand in the margin beside their lines, pushed down where two would touch, and makes the reply as
 * high as they are. All is measured before anything is moved.
 */
export function placeNotes(host: HTMLElement, notes: readonly HTMLElement[], numerals: Map<number, Element>): void {
  const [first] = notes
  const reply = host.parentElement
  if (!first || !reply) return
  const isBeside = getComputedStyle(first).position === 'absolute'
  // What does not fit beside the text must not reach into the next reply.
  const height = isBeside ? `${stack(host, reply, notes, numerals)}px` : ''
  if (reply.style.minHeight !== height) reply.style.minHeight = height
}

function stack(
  host: HTMLElement,
  reply: HTMLElement,
  notes: readonly HTMLElement[],
  numerals: Map<number, Element>,
): number {
  const { top: origin } = host.getBoundingClientRect()
  const above = origin - reply.getBoundingClientRect().top
  const boxes = notes.map(note => {
    const numeral = numerals.get(Number.parseInt(note.dataset.of ?? ''))
    const line = Math.round((numeral?.getBoundingClientRect().top ?? origin) - origin)
    return { note, line, height: note.offsetHeight }
  })
  let free = 0
  for (const { note, line, height } of boxes.sort((a, b) => a.line - b.line)) {
    const top = Math.max(line, free)
    free = top + height + GAP
    if (note.style.top !== `${top}px`) note.style.top = `${top}px`
  }
  return Math.ceil(above + free)
}
