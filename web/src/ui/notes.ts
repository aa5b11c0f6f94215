import { notesOf, type Note, type Shown } from '../chat/cited.ts'
import { noteOf } from './note.ts'
import { numeralsIn, placeNotes } from './note-stack.ts'

export type Notes = ReturnType<typeof createNotes>

export type NotesOptions = {
  /** The text of the reply, with its numerals. */
  host: HTMLElement
  /** Of all its sources, behind it. */
  list: HTMLElement
  hrefOf: (index: number) => string
}

type Drawn = { note: HTMLElement; item: HTMLElement; looks: string }

/** So much of the text before a numeral can say what was meant by it. */
const NEAR_CHARS = 400

/**
 * The notes of one reply. Each stands behind the block that cites it first: there a style puts it under the block, or
 * into the margin beside its line, or leaves it to the list.
 */
export function createNotes({ host, list, hrefOf }: NotesOptions) {
  const drawn = new Map<string, Drawn>()
  const notes = () => [...drawn.values()].map(({ note }) => note)
  const place = (numerals = numeralsIn(host)) => placeNotes(host, notes(), numerals)
  const resized = new ResizeObserver(() => place())
  let made = ''
  resized.observe(host)

  function drawNote(source: Note, text: string): Drawn {
    const { key, citation, indices, numbers } = source
    const looks = `${citation.removed} ${numbers.join()}`
    const before = drawn.get(key)
    if (before?.looks === looks) return before
    const near = text.slice(Math.max(0, citation.at - NEAR_CHARS), citation.at)
    const make = () => noteOf(source, hrefOf(indices[0] ?? 0), near)
    const item = document.createElement('li')
    item.append(make())
    const now = { note: make(), item, looks }
    before?.note.replaceWith(now.note)
    before?.item.replaceWith(item)
    drawn.set(key, now)
    return now
  }

  function makeNotes({ text, citations }: Shown, numerals: Map<number, Element>): void {
    const behind = new Map<Element, Element>()
    const kept = new Set<string>()
    for (const source of notesOf(citations)) {
      const block = blockOf(source, numerals, host)
      if (!block) continue
      const { note, item } = drawNote(source, text)
      note.dataset.of = source.indices.join(' ')
      const before = behind.get(block) ?? block
      if (before.nextSibling !== note) before.after(note)
      if (!item.parentNode) list.append(item)
      behind.set(block, note)
      kept.add(source.key)
    }
    if (kept.size < drawn.size) forgetOthers(drawn, kept)
  }

  return {
    /** After every change of the text, in the same frame. */
    draw(shown: Shown): void {
      const { citations } = shown
      if (citations.length === 0 && drawn.size === 0) return
      const numerals = numeralsIn(host)
      // Most frames of a stream bring no citation and no block: then the notes only follow their lines.
      if (stateOf(host, citations, numerals) !== made) makeNotes(shown, numerals)
      made = stateOf(host, citations, numerals)
      place(numerals)
    },
    destroy() {
      resized.disconnect()
      forgetOthers(drawn, new Set())
    },
  }
}

function forgetOthers(drawn: Map<string, Drawn>, kept: ReadonlySet<string>): void {
  for (const [key, { note, item }] of drawn) {
    if (kept.has(key)) continue
    note.remove()
    item.remove()
    drawn.delete(key)
  }
}

/** The block in which a note's first numeral stands that is drawn already. */
function blockOf({ indices }: Note, numerals: Map<number, Element>, host: Element): Element | undefined {
  const index = indices.find(one => numerals.has(one))
  let block = index === undefined ? undefined : numerals.get(index)
  while (block && block.parentElement !== host) block = block.parentElement ?? undefined
  return block
}

/** Everything but the text and its lines that notes depend on. */
function stateOf(host: Element, citations: Shown['citations'], numerals: Map<number, Element>): string {
  return `${host.childElementCount} ${numerals.size} ${citations.map(({ removed }) => Number(removed)).join('')}`
}
