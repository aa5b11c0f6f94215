import { cleanDocument } from '../../lib/clean-document.ts'
import type { Extracted } from './extracted.ts'

/** Text without marks: paragraphs stand between blank lines. */
export function readPlain(text: string): Extracted {
  return { title: null, mediaType: 'text/plain', text: cleanDocument(text), form: 'prose', pages: null }
}
