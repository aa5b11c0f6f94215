/** Examples of Markdown: our own, and those that CommonMark and GitHub publish, where somebody has them on a disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Example = { markdown: string; html: string; section: string; example: number }

const OWN = new URL('examples.txt', import.meta.url)

export function ownExamples(): Example[] {
  return readText(readFileSync(OWN, 'utf8'))
}

/** Those that `MARKDOWN_EXAMPLES` names: a file, or a folder with such files; none where it names nothing. */
export function publicExamples(path = process.env.MARKDOWN_EXAMPLES): Example[] {
  if (!path) return []
  if (!statSync(path).isDirectory()) return readExamples(path)
  const files = readdirSync(path).filter(name => /\.(?:json|txt)$/.test(name))
  return files.sort().flatMap(name => readExamples(join(path, name)))
}

/** `spec.json` is a list of examples, `spec.txt` the text that they stand in. */
function readExamples(path: string): Example[] {
  const content = readFileSync(path, 'utf8')
  return path.endsWith('.json') ? (JSON.parse(content) as Example[]) : readText(content)
}

const HEADING = /^#{1,6} +(.*)$/
const EXAMPLE = /^`{32} example.*\n([^]*?)^\.\n([^]*?)^`{32}$/gm

function readText(text: string): Example[] {
  let section = ''
  let from = 0
  return [...text.matchAll(EXAMPLE)].map(({ 0: all, 1: markdown = '', 2: html = '', index }, i) => {
    const headings = text
      .slice(from, index)
      .split('\n')
      .flatMap(line => HEADING.exec(line)?.[1] ?? [])
    section = headings.at(-1) ?? section
    from = index + all.length
    return { markdown: withTabs(markdown), html: withTabs(html), section, example: i + 1 }
  })
}

function withTabs(text: string): string {
  return text.replaceAll('→', '\t')
}
