/** An open block of code at the left edge. It is read line by line; no Markdown parser is needed until it closes. */
export class Fence {
  readonly language: string
  readonly #mark: string
  readonly #start: number
  #line: number
  #drawn = 0

  /** `start` is where the first line of code begins; `mark` is the fence that opened it. */
  constructor(mark: string, language: string, start: number) {
    this.language = language
    this.#mark = mark
    this.#start = start
    this.#line = start
  }

  /** What to add to the code now, and where the text behind the fence begins once it has closed. */
  read(text: string): { added: string; end?: number } {
    for (let newline = text.indexOf('\n', this.#line); newline >= 0; newline = text.indexOf('\n', this.#line)) {
      const line = text.slice(this.#line, newline)
      if (this.#marksIn(line) >= this.#mark.length) return { added: this.#take(text, this.#line - 1), end: newline + 1 }
      this.#line = newline + 1
    }
    const rest = text.slice(this.#line)
    return { added: this.#take(text, this.#marksIn(rest) >= 0 ? this.#line - 1 : text.length) }
  }

  /** All code added so far. */
  source(text: string): string {
    return text.slice(this.#start, this.#start + this.#drawn)
  }

  #take(text: string, end: number): string {
    const from = this.#start + this.#drawn
    this.#drawn = Math.max(this.#drawn, end - this.#start)
    return text.slice(from, this.#start + this.#drawn)
  }

  /** How many fence characters a line has that may close the fence (none yet counts too), or -1. */
  #marksIn(line: string): number {
    let from = 0
    while (from < 3 && line[from] === ' ') from++
    let to = line.length
    while (to > from && line[to - 1] === ' ') to--
    for (let i = from; i < to; i++) if (line[i] !== this.#mark[0]) return -1
    return to - from
  }
}
