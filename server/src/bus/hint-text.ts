import type { Hint } from './bus.ts'

/** How a hint travels; undefined for one that cannot. */
export function textOf(hint: Hint): string | undefined {
  try {
    return JSON.stringify(hint)
  } catch {
    return undefined
  }
}

/** Anybody may publish anything: what is no object is no hint. */
export function hintOf(text: string): Hint | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isHint(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isHint(value: unknown): value is Hint {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
