import { archives } from './hostile/archives.ts'
import type { HostileDocument } from './hostile/hostile-document.ts'
import { pages } from './hostile/pages.ts'
import { pdfs } from './hostile/pdfs.ts'
import { tables } from './hostile/tables.ts'
import { texts } from './hostile/texts.ts'

/** `canary`: an address that nothing may be fetched from. */
export function hostileDocuments(canary: string): HostileDocument[] {
  return [...texts(), ...tables(), ...pages(canary), ...archives(canary), ...pdfs(canary)]
}
