import { Parser, Renderer, type Token, type Tokens } from 'marked'
import { escapeHtml, escapeProse } from './escape.ts'
import { findTarget, isMisleading, type Target } from './links.ts'
import type { Mark, MarkToken } from './marks.ts'
import type { MathToken } from './math-tokens.ts'
import type { MarkdownWords, Still, Writing } from './writing.ts'

/** One element of the page, written so that the rows of a list or a table can be told apart. */
export type Block = { open: string; rows: string[]; close: string }

const LINK = 'rel="noopener noreferrer nofollow" target="_blank"'

export function blockOf(token: Token, writing: Writing): Block {
  const parser = new Parser<string, string>({ renderer: new PageRenderer(writing), extensions: tokensOf(writing) })
  const renderer = parser.renderer as PageRenderer
  renderer.parser = parser
  if (token.type === 'list') return renderer.listBlock(token as Tokens.List)
  if (token.type === 'table') return renderer.tableBlock(token as Tokens.Table)
  return whole(parser.parse([token]))
}

export function htmlOf({ open, rows, close }: Block): string {
  return open + rows.join('') + close
}

/** Marks with no text to stand in. */
export function marksBlock(marks: readonly Mark[], { still }: Writing): Block {
  return whole(`<p class="cites">${marks.map(mark => markHtml(mark, still)).join('')}</p>`)
}

/** What is shown where the text could not be read as Markdown. */
export function plainBlock(text: string): Block {
  return whole(`<pre class="plain">${escapeHtml(text)}</pre>`)
}

export function codeBlock(language: string, source: string, { copy, wrap }: MarkdownWords): Block {
  const buttons =
    `<button type="button" class="code-wrap" aria-pressed="false">${escapeHtml(wrap)}</button>` +
    `<button type="button" class="code-copy">${escapeHtml(copy)}</button>`
  return framedCode(nameOf(language), buttons, escapeHtml(source))
}

function stillCodeBlock(language: string, source: string, { paint }: Still): Block {
  const name = nameOf(language)
  return framedCode(name, '', (name && paint(name, source)) ?? escapeHtml(source))
}

function nameOf(language: string): string | undefined {
  return /^[\w+#.-]{1,32}/.exec(language)?.[0]
}

function framedCode(name: string | undefined, buttons: string, code: string): Block {
  return whole(
    `<div class="code"><div class="code-head"><span class="code-lang">${name ?? 'text'}</span>${buttons}</div>` +
      `<pre tabindex="0"><code${name ? ` class="language-${name}"` : ''}>${code}</code></pre></div>`,
  )
}

/** The tokens that Markdown itself does not know. */
function tokensOf(writing: Writing) {
  return {
    renderers: {
      mark: (token: Tokens.Generic) => markHtml(token as MarkToken, writing.still),
      math: (token: Tokens.Generic) => mathHtml(token as MathToken, writing),
    },
    childTokens: {},
  }
}

function mathHtml({ raw, isBlock, isOpen }: MathToken, { words, math }: Writing): string {
  const source = raw.trim()
  const shown = (isOpen ? undefined : math?.(source)) ?? escapeHtml(source)
  if (!isBlock) return `<span class="math">${shown}</span>`
  return `<div class="math" tabindex="0" role="group" aria-label="${escapeHtml(words.formula)}">${shown}</div>`
}

function markHtml({ n, index, label }: Pick<Mark, 'n' | 'index' | 'label'>, still: Still | undefined): string {
  // The sanitiser takes an attribute away in which a tag could be seen, though nothing would see one.
  const name = escapeHtml(label.replaceAll('<', '‹').replaceAll('>', '›'))
  const [open, close] = still
    ? [`<a href="${escapeHtml(still.hrefOf(index))}"`, '</a>']
    : [`<button type="button" value="${Number(index)}"`, '</button>']
  return `<sup class="cite">${open} aria-label="${name}">${Number(n)}${close}</sup>`
}

function whole(html: string): Block {
  return { open: html, rows: [], close: '' }
}

/** What has an edge, a mark or columns has them on the side where its own text begins. */
const OWN_WAY = ' dir="auto"'

/** Writes tokens as the few elements `sanitise` knows. Everything that comes from the author is escaped here. */
class PageRenderer extends Renderer<string, string> {
  readonly #words: MarkdownWords
  readonly #still: Still | undefined
  #inLink = false

  constructor({ words, still }: Writing) {
    super()
    this.#words = words
    this.#still = still
  }

  listBlock({ ordered, start, items }: Tokens.List): Block {
    const tag = ordered ? 'ol' : 'ul'
    const from = ordered && start !== 1 ? ` start="${start}"` : ''
    return { open: `<${tag}${from}${OWN_WAY}>`, rows: items.map(item => this.listitem(item)), close: `</${tag}>` }
  }

  tableBlock({ header, rows }: Tokens.Table): Block {
    const row = (cells: Tokens.TableCell[]) => `<tr>${cells.map(cell => this.tablecell(cell)).join('')}</tr>`
    return {
      open:
        `<div class="table-scroll" tabindex="0" role="region" aria-label="${escapeHtml(this.#words.table)}">` +
        `<table${OWN_WAY}><thead>${row(header)}</thead><tbody>`,
      rows: rows.map(row),
      close: '</tbody></table></div>',
    }
  }

  override list(token: Tokens.List): string {
    return htmlOf(this.listBlock(token))
  }

  override table(token: Tokens.Table): string {
    return htmlOf(this.tableBlock(token))
  }

  /** An item has paragraphs where it has a blank line itself: one item must not change those before it. */
  override listitem({ tokens, task, checked }: Tokens.ListItem): string {
    const blocks = tokens.filter(token => token.type !== 'checkbox')
    const isLoose = blocks.some((token, i) => token.type === 'space' && i > 0 && i < blocks.length - 1)
    const body = blocks.map(token => this.#itemBlock(token, isLoose)).join('')
    if (!task) return `<li>${body}</li>`
    const label = escapeHtml(checked ? this.#words.done : this.#words.toDo)
    const box = `<input type="checkbox" disabled${checked ? ' checked' : ''} aria-label="${label}">`
    return `<li class="task">${box}${body}</li>`
  }

  #itemBlock(token: Token, isLoose: boolean): string {
    if (token.type !== 'text' && token.type !== 'paragraph') return this.parser.parse([token])
    const inline = this.parser.parseInline(token.tokens ?? [])
    return isLoose ? `<p>${inline}</p>` : inline
  }

  override checkbox(): string {
    return ''
  }

  /** The question is the heading above a reply, so a reply's own begin one level further down. */
  override heading({ tokens, depth }: Tokens.Heading): string {
    const level = Math.min(depth + 2, 6)
    return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`
  }

  override paragraph({ tokens }: Tokens.Paragraph): string {
    return `<p>${this.parser.parseInline(tokens)}</p>`
  }

  override blockquote({ tokens }: Tokens.Blockquote): string {
    return `<blockquote${OWN_WAY}>${this.parser.parse(tokens)}</blockquote>`
  }

  override hr(): string {
    return '<hr>'
  }

  override code({ text, lang }: Tokens.Code): string {
    const source = text.replace(/\n$/, '')
    const still = this.#still
    return htmlOf(still ? stillCodeBlock(lang ?? '', source, still) : codeBlock(lang ?? '', source, this.#words))
  }

  override html({ text }: Tokens.HTML | Tokens.Tag): string {
    return `<p class="html">${escapeHtml(text.trim())}</p>`
  }

  override tablecell({ tokens, header, align }: Tokens.TableCell): string {
    const tag = header ? 'th' : 'td'
    return `<${tag}${align ? ` class="align-${align}"` : ''}>${this.parser.parseInline(tokens)}</${tag}>`
  }

  override codespan({ text }: Tokens.Codespan): string {
    return `<code>${escapeHtml(text)}</code>`
  }

  override text(token: Tokens.Text | Tokens.Escape): string {
    return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : escapeProse(token.text)
  }

  override link({ href, text, tokens, autolink }: Tokens.Link): string {
    const target = findTarget(href)
    const outer = this.#inLink
    this.#inLink = outer || target !== undefined
    const body = autolink ? escapeHtml(text) : this.parser.parseInline(tokens)
    this.#inLink = outer
    if (!target || outer) return body
    return anchor(target, '', body) + (isMisleading(autolink ? '' : text, target) ? ` ${hostNote(target)}` : '')
  }

  /** Fetching a picture would tell its host who reads the reply, and when. */
  override image({ href, tokens }: Tokens.Image): string {
    const label = escapeProse(plainOf(tokens).trim() || this.#words.image)
    const target = findTarget(href)
    if (!target) return `<span class="image-link">${label}</span>`
    const body = `${label} ${hostNote(target)}`
    return this.#inLink ? `<span class="image-link">${body}</span>` : anchor(target, ' class="image-link"', body)
  }
}

/** The words of inline tokens, without what marks them up. */
function plainOf(tokens: readonly Token[]): string {
  return tokens.map(token => ('tokens' in token && token.tokens ? plainOf(token.tokens) : wordsOf(token))).join('')
}

function wordsOf(token: Token): string {
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw
}

function anchor({ href }: Target, attributes: string, body: string): string {
  return `<a href="${escapeHtml(href)}"${attributes} ${LINK}>${body}</a>`
}

function hostNote({ host }: Target): string {
  return `<span class="link-host">${escapeHtml(host)}</span>`
}
