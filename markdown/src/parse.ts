import { Lexer, type Links, type Token, type TokensList } from 'marked'
import { closeInline } from './close-inline.ts'
import { inlineCostMs } from './hostile.ts'
import { asText } from './marks.ts'
import { mathOptions } from './math-tokens.ts'
import { LimitedTokenizer } from './tokenizer.ts'

export type { Links } from 'marked'

export type ParseOptions = {
  /** Link reference definitions from text before this one. */
  links?: Links
  /** More text will follow: what is half written at the end is closed for now. */
  open?: boolean
}

/** For every started `BUDGET_CHARS` of source. A parse cannot be interrupted, but it can be given less to do. */
export const BUDGET_MS = 50
const BUDGET_CHARS = 8_192
/** What costs no more than this is always read. */
const SMALL_MS = 2

/**
 * The tokens of a Markdown text. Runs of text that would take too long stay as they are written, the same ones
 * every time. Throws where the block structure itself defeats the parser.
 */
export function parse(source: string, { links = {}, open = false }: ParseOptions = {}): TokensList {
  const lexer = new Lexer<string, string>({
    gfm: true,
    tokenizer: new LimitedTokenizer(),
    ...mathOptions(source, open),
  })
  Object.assign(lexer.tokens.links, links)
  lexer.blockTokens(source, lexer.tokens)
  const openEntry = open && endsOpen(source, lexer.tokens) ? lexer.inlineQueue.findLast(entry => entry.src) : undefined
  let budgetMs = BUDGET_MS * Math.ceil((source.length + 1) / BUDGET_CHARS)
  for (const entry of lexer.inlineQueue) {
    const costMs = inlineCostMs(entry.src)
    if (costMs > SMALL_MS && costMs > budgetMs) {
      entry.tokens.push(asText(entry.src))
      continue
    }
    budgetMs -= costMs
    if (entry === openEntry) readOpen(lexer, entry.src, entry.tokens)
    else read(lexer, entry.src, entry.tokens)
  }
  return lexer.tokens
}

function endsOpen(source: string, tokens: Token[]): boolean {
  const last = tokens.at(-1)?.type
  return (
    !source.endsWith('\n\n') &&
    last !== 'code' &&
    last !== 'math' &&
    last !== 'html' &&
    last !== 'hr' &&
    last !== 'space'
  )
}

function read(lexer: Lexer<string, string>, source: string, tokens: Token[]): void {
  const before = tokens.length
  try {
    lexer.inlineTokens(source, tokens)
  } catch {
    tokens.length = before
    tokens.push(asText(source))
  }
}

function readOpen(lexer: Lexer<string, string>, source: string, tokens: Token[]): void {
  read(lexer, closeInline(source), tokens)
  const last = tokens.at(-1)
  const index = tokens.length - (last?.type === 'text' && !/\s/.test(last.raw) ? 2 : 1)
  const link = tokens[index]
  // A bare address that touches the end may still grow, and would lead somewhere else until it has.
  if (link?.type === 'link' && link.autolink && !link.raw.startsWith('<')) tokens[index] = asText(link.raw)
}
