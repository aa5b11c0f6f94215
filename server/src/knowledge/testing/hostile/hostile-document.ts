import type { JobErrorCode } from '@folio/protocol'

/** A document that means harm, and how reading it may end: with its text, or with one of these codes. */
export type HostileDocument = {
  what: string
  name: string
  bytes: () => Uint8Array
  ends: readonly ('text' | JobErrorCode)[]
  /** What its text must hold, and what it must not. */
  holds?: string
  hides?: string
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
