const UNSTORABLE = /[\0\p{Surrogate}]/u
const EVERY_UNSTORABLE = /[\0\p{Surrogate}]/gu
const ENDS_HIGH = /[\ud800-\udbff]$/

/**
 * Makes a model's text fit to be stored and sent: NUL and lone surrogates become U+FFFD. A pair that arrives in two
 * pieces is held back until it is whole; `end` gives what is then left over.
 */
export function createCleaner(): { clean(piece: string): string; end(): string } {
  let half = ''
  return {
    clean(piece) {
      if (half === '' && !UNSTORABLE.test(piece)) return piece
      const text = half + piece
      half = ENDS_HIGH.test(text) ? text.slice(-1) : ''
      return text.slice(0, text.length - half.length).replace(EVERY_UNSTORABLE, '\ufffd')
    },
    end() {
      const text = half === '' ? '' : '\ufffd'
      half = ''
      return text
    },
  }
}
