import { Hooks, type Lexer, type MarkedOptions, type Tokens } from 'marked'
import { displayMathStart, readDisplayMath, readInlineMath } from './math-source.ts'

export type MathToken = { type: 'math'; raw: string; isBlock: boolean; isOpen: boolean }

/** What a lexer needs to find formulas in `source`: nothing where none can be. */
export function mathOptions(source: string, open: boolean): MarkedOptions<string, string> {
  if (!/\$|\\[[(]/.test(source)) return {}
  return {
    ...(source.includes('$') ? { hooks: new MathHooks() } : {}),
    extensions: {
      renderers: {},
      childTokens: {},
      block: [text => blockToken(text, open)],
      startBlock: [displayMathStart],
      inline: [inlineToken],
      startInline: [text => text.indexOf('$')],
    },
  }
}

function blockToken(text: string, open: boolean): MathToken | undefined {
  const math = readDisplayMath(text, open)
  return math && { type: 'math', raw: math.raw, isBlock: true, isOpen: math.isOpen }
}

function inlineToken(this: { lexer: Lexer }, text: string, tokens: Tokens.Generic[]): MathToken | undefined {
  if (text[0] !== '$' && text[0] !== '\\') return undefined
  const math = readInlineMath(text, 0, tokens.at(-1)?.raw.at(-1))
  return math && { type: 'math', raw: math.raw, isBlock: false, isOpen: false }
}

/** A star inside a formula closes no emphasis around it. */
class MathHooks extends Hooks<string, string> {
  override emStrongMask(text: string): string {
    let masked = ''
    let from = 0
    for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
      const math = readInlineMath(text, at)
      if (!math) continue
      masked += `${text.slice(from, at)}[${'a'.repeat(math.raw.length - 2)}]`
      from = at + math.raw.length
      at = from - 1
    }
    return masked + text.slice(from)
  }
}
