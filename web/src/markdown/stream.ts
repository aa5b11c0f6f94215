import {
  blocksOf,
  BUDGET_MS,
  codeBlock,
  Fence,
  openFence,
  placeBlocks,
  plainBlock,
  rowsLength,
  visibleLength,
  type Block,
  type FenceHead,
  type Links,
  type Mark,
  type Placed,
} from '@folio/markdown'
import type { Sheet } from './sheet.ts'
import { WRITING } from './writing.ts'

/** The last blocks of a text, and the last rows of its last block, can still become something else. */
const OPEN_BLOCKS = 2
const MAX_SLOW_READS = 3

/** A list or table whose first rows are settled. `prefix` is what must stand before the others to read them alone. */
type OpenRows = { block: Block; kept: number; prefix: string }

/** Reads a growing text: what is settled is never read or drawn again, only the tail behind it is. */
export class Stream {
  readonly #sheet: Sheet
  /** Where the tail begins in the text, and the index of its first block on the sheet. */
  #at = 0
  #index = 0
  /** All marks, and how many of them stand in what is settled. */
  #marks: readonly Mark[] = []
  #taken = 0
  #links: Links = {}
  #rows: OpenRows | undefined
  #fence: Fence | undefined
  #isPlain = false
  #slowReads = 0

  constructor(sheet: Sheet) {
    this.#sheet = sheet
  }

  /** Shows a text that begins with the text of the call before. Answers how many characters had to be parsed. */
  draw(text: string, marks: readonly Mark[]): number {
    this.#marks = marks
    let parsed = 0
    for (;;) {
      if (this.#fence) this.#drawFence(this.#fence, text)
      if (this.#fence) return parsed
      parsed += this.#drawTail(text)
      if (!this.#fence) return parsed
    }
  }

  /** Shows a text as it is when read at once. The next call of `draw` begins from the front. */
  finish(text: string, marks: readonly Mark[]): void {
    const blocks = blocksOf(text, marks, WRITING)
    blocks.forEach((block, index) => this.#sheet.put(index, block))
    this.#sheet.trim(blocks.length)
    this.#sheet.settle(0, blocks.length)
    this.reset()
  }

  reset(): void {
    this.#at = 0
    this.#index = 0
    this.#taken = 0
    this.#links = {}
    this.#rows = undefined
    this.#fence = undefined
    this.#isPlain = false
    this.#slowReads = 0
  }

  #drawFence(fence: Fence, text: string): void {
    const { added, end } = fence.read(text)
    this.#sheet.grow(this.#index, added)
    if (end === undefined) return
    this.#sheet.adopt(this.#index, codeBlock(fence.language, fence.source(text), WRITING.words))
    this.#settle(1, end)
    this.#fence = undefined
  }

  #drawTail(text: string): number {
    const prefix = this.#rows?.prefix ?? ''
    const tail = text.slice(this.#at)
    const source = prefix + tail.slice(0, visibleLength(tail, prefix !== ''))
    const offset = this.#at - prefix.length
    const read = this.#isPlain ? undefined : this.#readTail(source, offset)
    if (!read) {
      this.#drawPlain(tail)
      return tail.length
    }
    this.#putAll(read.placed)
    this.#settleSome(read.placed, read.links, offset)
    return source.length
  }

  /** Undefined where the tail is to be shown plainly. One slow read can be the machine's fault, three are not. */
  #readTail(source: string, offset: number): ReturnType<typeof placeBlocks> | undefined {
    const began = performance.now()
    try {
      const read = placeBlocks(source, { links: this.#links, open: true }, this.#marksWithin(source, offset), WRITING)
      this.#slowReads = performance.now() - began > BUDGET_MS ? this.#slowReads + 1 : 0
      return this.#slowReads < MAX_SLOW_READS ? read : undefined
    } catch {
      return undefined
    }
  }

  /** Those of the tail, as far as it is shown. */
  #marksWithin(source: string, offset: number): Mark[] {
    const open = this.#marks.slice(this.#taken).map(mark => ({ ...mark, at: mark.at - offset }))
    return open.filter(({ at }) => at <= source.length)
  }

  #drawPlain(tail: string): void {
    this.#isPlain = true
    if (this.#rows) this.#closeRows(this.#rows)
    this.#sheet.put(this.#index, plainBlock(tail))
    this.#sheet.trim(this.#index + 1)
  }

  #putAll(placed: Placed[]): void {
    const [first] = placed
    const rows = this.#rows
    if (rows && !(first && continues(first.block, rows.block))) this.#closeRows(rows)
    placed.forEach(({ block }, i) => {
      if (i === 0 && this.#rows)
        this.#sheet.put(this.#index, { ...block, open: this.#rows.block.open }, this.#rows.kept)
      else this.#sheet.put(this.#index + i, block)
    })
    this.#sheet.trim(this.#index + placed.length)
  }

  #closeRows({ block, kept }: OpenRows): void {
    this.#sheet.put(this.#index, { ...block, rows: [] }, kept)
    this.#index++
    this.#rows = undefined
  }

  #settleSome(placed: Placed[], links: Links, offset: number): void {
    const last = placed.at(-1)
    if (!last) return
    const lastIndex = placed.length - 1
    const fence = openFence(last.token)
    const rowCount = last.block.rows.length - OPEN_BLOCKS
    const hasRows = rowCount > 0
    const count = fence || hasRows ? lastIndex : lastIndex + 1 - OPEN_BLOCKS
    if (count > 0 || hasRows) this.#links = { ...links }
    if (count > 0) {
      this.#taken += placed.slice(0, count).reduce((sum, { marks }) => sum + marks, 0)
      this.#settle(count, offset + (placed[count]?.start ?? 0))
    }
    if (fence) this.#openFence(fence, offset + last.start)
    else if (hasRows) this.#settleRows(last, rowCount, offset + last.start)
  }

  #settle(count: number, at: number): void {
    this.#sheet.settle(this.#index, this.#index + count)
    this.#index += count
    this.#at = at
    this.#rows = undefined
  }

  #openFence({ mark, head, language }: FenceHead, at: number): void {
    this.#sheet.put(this.#index, codeBlock(language, '', WRITING.words))
    this.#fence = new Fence(mark, language, at + head)
  }

  #settleRows({ block, token }: Placed, count: number, at: number): void {
    const from = this.#rows?.kept ?? 0
    const { prefix, length } = rowsLength(token, count)
    this.#sheet.settleRows(this.#index, from, from + count)
    this.#rows = { block: this.#rows?.block ?? { ...block, rows: [] }, kept: from + count, prefix }
    this.#at = at + length
    while ((this.#marks[this.#taken]?.at ?? Infinity) < this.#at) this.#taken++
  }
}

/** The number a list starts with does not matter to the rows after it. */
function continues(block: Block, rows: Block): boolean {
  return block.close === rows.close && (block.open === rows.open || block.close === '</ol>')
}
