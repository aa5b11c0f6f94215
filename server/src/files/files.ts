import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'

/** Where the bytes of files are. A key is made here, by chance: never a name that came from outside. */
export type Files = {
  /** Stores all that `body` brings, or nothing. `size` where it is known. Rejects with what `body` breaks with. */
  put(key: string, body: Readable, size?: number): Promise<void>
  /** Rejects with `FileMissing`. */
  get(key: string): Promise<Readable>
  /** What is not there is removed already. */
  remove(key: string): Promise<void>
  /** Rejects while it cannot be reached. */
  check(): Promise<void>
}

export class FileMissing extends Error {
  constructor(key: string) {
    super(`there is no file ${key}`)
    this.name = 'FileMissing'
  }
}

/** 16 bytes of chance, in hex: a name that nobody guesses, and that leads nowhere but to its file. */
export function newFileKey(): string {
  return randomBytes(16).toString('hex')
}

/** What does not look like one opens nothing, wherever it came from. */
export function isFileKey(key: string): boolean {
  return /^[\da-f]{32}$/.test(key)
}

/** Throws where `key` is none: a bug of whoever made it. */
export function requireFileKey(key: string): void {
  if (!isFileKey(key)) throw new Error('this is not the key of a file')
}
