import { htmlOf, type Block } from '@folio/markdown'
import { morph, morphChildren } from './morph.ts'
import { sanitise } from './sanitise.ts'

type Drawn = Block & { element: Element }

/** The blocks of one reply as they stand in the page. A node is touched only where its HTML has changed. */
export class Sheet {
  readonly #host: Element
  readonly #onSettled: (root: Element) => void
  readonly #drawn: Drawn[] = []

  constructor(host: Element, onSettled: (root: Element) => void) {
    this.#host = host
    this.#onSettled = onSettled
  }

  /** With `from`, `block.rows` are the rows from that one on, and those before stay as they are. */
  put(index: number, block: Block, from = 0): void {
    const drawn = this.#drawn[index]
    if (!drawn) {
      const element = elementOf(block)
      this.#host.appendChild(element)
      this.#drawn.push({ ...block, rows: [...block.rows], element })
    } else if (drawn.open !== block.open || drawn.close !== block.close) {
      const element = morph(drawn.element, elementOf(block)) as Element
      this.#drawn[index] = { ...block, rows: [...block.rows], element }
    } else this.#putRows(drawn, block, from)
  }

  /** Removes every block from `count` on. */
  trim(count: number): void {
    for (const { element } of this.#drawn.splice(count)) element.remove()
  }

  /** Adds to the source of a code block that is still being written. */
  grow(index: number, text: string): void {
    const drawn = this.#drawn[index]
    const code = drawn?.element.querySelector('code')
    if (!drawn || !code || text === '') return
    // No longer what was put there: whatever is put next has to be compared with the element itself.
    drawn.open = ''
    if (code.lastChild instanceof Text) code.lastChild.appendData(text)
    else code.append(text)
  }

  /** Says what a block that has grown has become, without drawing it again. */
  adopt(index: number, block: Block): void {
    const drawn = this.#drawn[index]
    if (drawn) Object.assign(drawn, block)
  }

  settle(from: number, to: number): void {
    for (const { element } of this.#drawn.slice(from, to)) this.#onSettled(element)
  }

  settleRows(index: number, from: number, to: number): void {
    const drawn = this.#drawn[index]
    if (!drawn) return
    const rows = rowsOf(drawn.element).children
    for (let i = from; i < to; i++) if (rows[i]) this.#onSettled(rows[i] as Element)
  }

  #putRows(drawn: Drawn, block: Block, from: number): void {
    let same = 0
    while (same < block.rows.length && drawn.rows[from + same] === block.rows[same]) same++
    if (same === block.rows.length && drawn.rows.length === from + same) return
    const rows = block.rows.slice(same)
    morphChildren(rowsOf(drawn.element), rowsOf(elementOf({ ...block, rows })), from + same)
    drawn.rows.splice(from + same, Infinity, ...rows)
  }
}

function elementOf(block: Block): Element {
  const element = sanitise(htmlOf(block)).firstElementChild
  if (!element) throw new Error('a block of Markdown made no element')
  return element
}

/** The element whose children are a block's rows. */
function rowsOf(element: Element): Element {
  return element.querySelector(':scope > table > tbody') ?? element
}
