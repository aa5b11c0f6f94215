/** Long enough to pass over a numeral, or to get from it to what has opened. */
const WAIT_MS = 150
const GAP = 6
const EDGE = 12

/** The note of a numeral, where it is not in sight already: opens beside the numeral, closes when left. */
export function createPreview(popover: HTMLElement) {
  let timer: ReturnType<typeof setTimeout> | undefined

  function later(run: () => void): void {
    clearTimeout(timer)
    timer = setTimeout(run, WAIT_MS)
  }
  function open(numeral: HTMLElement, note: HTMLElement): void {
    if (!numeral.isConnected) return
    popover.replaceChildren(note.cloneNode(true))
    popover.showPopover()
    const at = numeral.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = popover
    const below = at.bottom + GAP
    popover.style.left = `${Math.max(EDGE, Math.min(at.left - 24, innerWidth - width - EDGE))}px`
    popover.style.top = `${below + height < innerHeight - EDGE ? below : at.top - GAP - height}px`
  }

  return {
    /** Without arguments: what is open stays so. */
    show(numeral?: HTMLElement, note?: HTMLElement) {
      if (numeral && note) later(() => open(numeral, note))
      else clearTimeout(timer)
    },
    hide: () => later(() => popover.hidePopover()),
    close() {
      clearTimeout(timer)
      popover.hidePopover()
    },
  }
}
