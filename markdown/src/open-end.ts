import type { Token, Tokens } from 'marked'

export type FenceHead = { mark: string; head: number; language: string }

/** A block of code at the left edge that is the last of the text; whether it has closed shows when it is read. */
export function openFence(token: Token): FenceHead | undefined {
  if (token.type !== 'code') return undefined
  const head = /^(`{3,}|~{3,})[^\n]*\n/.exec(token.raw)
  if (!head?.[1]) return undefined
  return { mark: head[1], head: head[0].length, language: (token as Tokens.Code).lang ?? '' }
}

/** How long the first rows are, from the start of their block, and what must stand before the others to read them alone. */
export function rowsLength(token: Token, count: number): { prefix: string; length: number } {
  if (token.type === 'list') {
    const items = (token as Tokens.List).items.slice(0, count)
    return { prefix: '', length: items.reduce((sum, item) => sum + item.raw.length, 0) }
  }
  const lines = token.raw.split('\n')
  const length = (end: number) => lines.slice(0, end).reduce((sum, line) => sum + line.length + 1, 0)
  return { prefix: token.raw.slice(0, length(2)), length: length(2 + count) }
}
