/** Runs in the browser: whether a text is rendered as an example says, but for what this page does otherwise. */
import { findTarget } from '@folio/markdown'
import { renderAll } from '../../src/markdown/index.ts'

/** Both without what differs on purpose; undefined where raw HTML is the matter, which is text here. */
export function likeness(markdown: string, html: string): { ours: string; theirs: string } | undefined {
  if (/<[a-z/!?]/i.test(markdown.replace(/<(?:[a-z][a-z\d+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>/gi, '')))
    return undefined
  const ours = document.createElement('body')
  ours.append(renderAll(markdown))
  for (const element of ours.querySelectorAll('.link-host, .code-head')) element.remove()
  const theirs = new DOMParser().parseFromString(html, 'text/html').body
  return { ours: plain(ours), theirs: plain(theirs) }
}

function plain(node: Node): string {
  return written(node)
    .replace(/\s+/g, ' ')
    .replace(/ ?(<[^>]*>) ?/g, '$1')
    .trim()
}

function written(node: Node): string {
  if (node instanceof Text) return node.data.replaceAll('<', '‹').replaceAll('>', '›')
  const inner = [...node.childNodes].map(written).join('')
  if (!(node instanceof Element)) return inner
  if (node.matches('pre')) return `<pre>${inner.trimEnd()}</pre>`
  const name = node.localName
  if (/^h\d$/.test(name)) return `<${levelOf(node)}>${inner}</${levelOf(node)}>`
  if (name === 'img') return imageOf(node.getAttribute('alt') ?? '')
  if (node.matches('.image-link')) return imageOf(inner)
  if (name === 'a') return linkOf(node.getAttribute('href') ?? '', inner)
  // A paragraph in an item is told by its own blank lines here; what is a tight list is not compared.
  const isLeftOut = /^(?:div|span|body|tbody)$/.test(name) || (name === 'p' && node.parentElement?.localName === 'li')
  if (isLeftOut) return name === 'p' ? ` ${inner} ` : inner
  return `<${name}${attributesOf(node)}>${inner}</${name}>`
}

/** The question is the heading above a reply: what is said with `#` is the third level here. */
function levelOf(node: Element): string {
  const level = Number(node.localName[1])
  const isOurs = node.closest('body') !== node.ownerDocument.body
  return `h${isOurs ? level : Math.min(level + 2, 6)}`
}

function imageOf(label: string): string {
  return `<image>${label.trim() || 'Image'}</image>`
}

function linkOf(href: string, inner: string): string {
  const target = findTarget(href)
  return target ? `<a ${decodeURIComponent(target.href)}>${inner}</a>` : inner
}

function attributesOf(node: Element): string {
  const align = node.getAttribute('align') ?? /align-(\w+)/.exec(node.className)?.[1] ?? ''
  const language = /language-([\w+#.-]{1,32})/.exec(node.className)?.[1] ?? ''
  const isChecked = node.hasAttribute('checked') ? 'checked' : ''
  return [align, language, isChecked, node.getAttribute('start') ?? '']
    .filter(Boolean)
    .map(value => ` ${value}`)
    .join('')
}
