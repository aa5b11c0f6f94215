import { cleanDocument } from '../../lib/clean-document.ts'
import { JobFailure } from '../failure.ts'
import { depthAndSize, removeUnseen, type Element } from './dom.ts'
import type { Extracted } from './extracted.ts'
import { firstTitle } from './markdown.ts'
import { toMarkdown } from './to-markdown.ts'

/** A page as Markdown: its article where it has one, else all of it. Nothing that it names is fetched. */
export async function readHtml(source: string): Promise<Extracted> {
  if (source.length > MAX_PAGE) throw new JobFailure('too_large', 'The page is larger than 10 MB.')
  const page = await seenOf(source)
  const title = page.title
  const whole = await toMarkdown(page.body)
  const isPage = page.elements <= MAX_ARTICLE_ELEMENTS && page.depth <= MAX_ARTICLE_DEPTH
  const article = isPage ? await articleOf(source) : ''
  // An article that is a small part of what can be seen has been mistaken for one.
  const text = cleanDocument(article.length > whole.length / 3 ? article : whole)
  return { title: title || firstTitle(text), mediaType: 'text/html', text, form: 'markdown', pages: null }
}

/** What a program has written, as Markdown. */
export async function htmlToMarkdown(source: string): Promise<string> {
  return toMarkdown((await seenOf(source)).body)
}

/** A tree of what is written in it takes fifty times its size. */
const MAX_PAGE = 10 * 2 ** 20

/** Finding an article takes seconds where a page is larger, and larger ones have none: lists, books, logs. */
const MAX_ARTICLE_ELEMENTS = 20_000
const MAX_ARTICLE_DEPTH = 100

/** What looks through a page goes down into it step by step: so deep, and no stack ends. */
const MAX_DEPTH = 500

type Page = { document: unknown; title: string; body: Element; depth: number; elements: number }

/** Without anything that a browser would not show. */
async function seenOf(source: string): Promise<Page> {
  const { parseHTML } = await import('linkedom')
  // Without this frame whatever stands before the first tag is lost.
  const framed = /<html[\s>]/i.test(source) ? source : `<html><body>${source}</body></html>`
  const document = parseHTML(framed).document
  const { depth, elements } = depthAndSize(document.documentElement)
  if (depth > MAX_DEPTH) throw new JobFailure('unreadable', 'The page is nested too deeply.')
  const title = String(document.title ?? '')
    .replace(/\s+/g, ' ')
    .trim()
  removeUnseen(document)
  return { document, title, body: document.body ?? document.documentElement, depth, elements }
}

async function articleOf(source: string): Promise<string> {
  const { Readability } = await import('@mozilla/readability')
  const { document } = await seenOf(source)
  const article = new Readability<Element>(document, {
    serializer: node => node,
    disableJSONLD: true,
  }).parse()
  return article?.content ? toMarkdown(article.content) : ''
}
