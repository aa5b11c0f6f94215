import type Turndown from 'turndown'
import type { Element } from './dom.ts'

let made: Turndown | undefined

/** Headings, lists, tables and code of an element as Markdown; the rest as text, with nothing escaped. */
export async function toMarkdown(element: Element): Promise<string> {
  made ??= await create()
  return made.turndown(element)
}

async function create(): Promise<Turndown> {
  const { default: Service } = await import('turndown')
  const service = new Service({ headingStyle: 'atx', codeBlockStyle: 'fenced', hr: '' })
  // It is read by people and searched, not turned back into a page: what is no structure stays as it is written.
  service.escape = text => text
  const inner = (text: string) => text
  return service
    .addRule('words', { filter: ['a', 'em', 'i', 'strong', 'b', 'code'], replacement: inner })
    .addRule('picture', { filter: 'img', replacement: () => '' })
    .addRule('item', { filter: 'li', replacement: itemOf })
    .addRule('pre', {
      filter: 'pre',
      replacement: (_, node) => `\n\n\`\`\`\n${node.textContent.trimEnd()}\n\`\`\`\n\n`,
    })
    .addRule('cell', { filter: ['th', 'td'], replacement: text => ` ${text.replace(/\s*\n\s*/g, ' ').trim()} |` })
    .addRule('row', { filter: 'tr', replacement: text => (text.trim() === '' ? '' : `|${text}\n`) })
    .addRule('table', { filter: 'table', replacement: text => `\n\n${text.trim()}\n\n` })
    .addRule('rows', { filter: ['thead', 'tbody', 'tfoot'], replacement: inner })
}

function itemOf(text: string, node: { parentNode: { nodeName: string; children: ArrayLike<unknown> } }): string {
  const { parentNode: list } = node
  const mark = list.nodeName === 'OL' ? `${Array.prototype.indexOf.call(list.children, node) + 1}. ` : '- '
  return `${mark}${text.trim().replace(/\n/gm, '\n  ')}\n`
}
