import { goToPassage } from './passage-route.ts'
import { createPreview } from './preview.ts'

/** Makes the numerals and notes of all replies under `root` lead to their passages. Answers how to undo it. */
export function bindNumerals(root: HTMLElement, preview: HTMLElement): () => void {
  const quiet = new AbortController()
  const options = { signal: quiet.signal }
  const { show, hide, close } = createPreview(preview)

  root.addEventListener(
    'click',
    event => {
      const note = noteUnder(event.target)
      if (!note || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      close()
      goToPassage(note.getAttribute('href') ?? '')
    },
    options,
  )
  root.addEventListener('focusin', ({ target }) => look(target, isFocusVisible(target)), options)
  root.addEventListener('focusout', hide, options)
  root.addEventListener('pointerover', ({ target, pointerType }) => look(target, pointerType === 'mouse'), options)
  root.addEventListener('scroll', close, options)
  quiet.signal.addEventListener('abort', close)

  function look(target: EventTarget | null, isMeant: boolean): void {
    const numeral = numeralUnder(target)
    const note = numeral && noteFor(numeral)
    if (numeral && note && isMeant && !note.checkVisibility()) show(numeral, note)
    else if (!(target instanceof Node && preview.contains(target))) hide()
    else show()
  }
  return () => quiet.abort()
}

function numeralUnder(target: EventTarget | null): HTMLButtonElement | null {
  return target instanceof Element ? target.closest<HTMLButtonElement>('.cite > button') : null
}

function noteUnder(target: EventTarget | null): Element | null {
  const numeral = numeralUnder(target)
  if (numeral) return noteFor(numeral)
  return target instanceof Element ? target.closest('a.cited') : null
}

function noteFor(numeral: HTMLButtonElement): HTMLElement | null {
  return numeral.closest('.prose')?.querySelector<HTMLElement>(`.cited[data-of~="${Number(numeral.value)}"]`) ?? null
}

const isFocusVisible = (target: EventTarget | null) => target instanceof Element && target.matches(':focus-visible')
