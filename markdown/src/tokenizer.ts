import { Tokenizer, type Tokens } from 'marked'
import { isHostileTable } from './hostile.ts'

/** Quotes and lists inside each other; deeper markers are text. The parser overflows its stack near a thousand. */
const MAX_DEPTH = 16

/** Markdown without raw inline HTML, and with limits on what nests. */
export class LimitedTokenizer extends Tokenizer<string, string> {
  #depth = 0

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#nested(() => super.blockquote(src))
  }

  override list(src: string): Tokens.List | undefined {
    return this.#nested(() => super.list(src))
  }

  override table(src: string): Tokens.Table | undefined {
    return isHostileTable(src) ? undefined : super.table(src)
  }

  /** A tag is text like any other. Left on, an open `<code>` would also switch off the escaping of what follows. */
  override tag(): undefined {
    return undefined
  }

  #nested<T>(read: () => T | undefined): T | undefined {
    if (this.#depth >= MAX_DEPTH) return undefined
    this.#depth++
    try {
      return read()
    } finally {
      this.#depth--
    }
  }
}
