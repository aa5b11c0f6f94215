import { v5, v7, validate } from 'uuid'

/** A new UUIDv7: grows with time, and within one process strictly. */
export function newId(): string {
  return v7()
}

/** True for any UUID in its canonical, lower-case form. */
export function isId(text: string): boolean {
  return validate(text) && text === text.toLowerCase()
}

/** The same of the same two, and of no others: what stands for `name` in the eyes of `of`, an id. */
export function derivedId(name: string, of: string): string {
  return v5(name, of)
}
