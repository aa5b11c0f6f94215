import { cleanDocument } from '../../lib/clean-document.ts'
import { blocksOf } from '../split/blocks.ts'
import type { Extracted } from './extracted.ts'

/** Markdown stays as it is written: its marks are what it is cut by. */
export function readMarkdown(raw: string): Extracted {
  const text = cleanDocument(raw)
  return { title: firstTitle(text), mediaType: 'text/markdown', text, form: 'markdown', pages: null }
}

/** The first heading of the highest level, or whatever heading it starts with. */
export function firstTitle(text: string): string | null {
  const headings = blocksOf(text.slice(0, 20_000), 'markdown').filter(block => block.heading !== null)
  const first = headings.find(({ heading }) => heading?.level === 1) ?? headings.find(({ start }) => start === 0)
  return first?.heading?.title || null
}

/** Without a hint: two kinds of marks, each of which may be something else by itself. */
export function looksLikeMarkdown(text: string): boolean {
  const sample = text.slice(0, 50_000)
  return MARKS.filter(mark => mark.test(sample)).length >= 2
}

const MARKS = [
  /^#{1,6} \S.*\n\s*\n/m,
  /^\s{0,3}[-*+] \S/m,
  /^(?:```|~~~)/m,
  /\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)/,
  /\*\*\S/,
]
