import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'

type Node = { type: string; start: number; parent?: Node; [key: string]: unknown }

const ROOT = join(import.meta.dirname, '..')
/** What these attributes hold is seen or heard; so are these properties of our own components. */
const SPOKEN =
  /^(?:aria-(?:label|description|roledescription|valuetext)|placeholder|title|alt|label|hint|lead|action|says)$/
/** Keys, kinds and headers as browsers call them, and what has the same name everywhere. */
const NO_TEXT =
  /^(?:Enter|Escape|Tab|Home|End|Delete|Backspace|(?:Arrow|Page)\w+|(?:Shift|Control|Meta)\+|Files|Authorization|Bearer|\w+(?:-\w+)+|https:\/\/|Folio|OPENAI_\w+)$/
/** Where what stands in quotes is a path or a type. */
const ELSEWHERE = /^(?:Import|ExportAll|TS(?!As|Satisfies|NonNull))/

test('of the page', () => {
  expect(textsIn('ui')).toEqual([])
})

test('of what stands behind it', () => {
  expect(textsIn('chat')).toEqual([])
})

test('and one outside would be found', () => {
  const found = (source: string) => textsOf('a.tsx', source).length
  expect(found('const a = <p>Hello</p>')).toBe(1)
  expect(found('const a = <button aria-label="send" />')).toBe(1)
  expect(found("const a = <p title={b ? 'Send' : words.b}>{c === 'd' && words.e}</p>")).toBe(1)
  expect(found('const a = <p>{`More about ${b}`}</p>')).toBe(1)
  expect(found("const a = { text: 'It could not be read.' }")).toBe(1)
  expect(found('const a = <p className="big bold" role=\'log\'>{words.b} · {c}</p>')).toBe(0)
  expect(found("throw new Error('It is missing here')")).toBe(0)
})

function textsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/\.test\.|testing/.test(name))
    .flatMap(name => textsOf(join(folder, name), readFileSync(join(ROOT, folder, name), 'utf8')))
}

/** Each with its place, for whoever has to move it. */
function textsOf(file: string, source: string): string[] {
  const texts: string[] = []
  walk(parseSync(file, source).program as unknown as Node, node => {
    const text = textOf(node)
    if (text === undefined || NO_TEXT.test(text.trim()) || !isSaid(node, text)) return
    texts.push(`${file}:${source.slice(0, node.start).split('\n').length} ${text.trim()}`)
  })
  return texts
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue
    for (const child of [value].flat()) {
      if (isNode(child)) walk(Object.assign(child, { parent: node }), visit)
    }
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

function textOf(node: Node): string | undefined {
  if (node.type === 'JSXText' || node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  return node.type === 'TemplateElement' ? (node.value as { cooked: string }).cooked : undefined
}

function isSaid(node: Node, text: string): boolean {
  if (node.type === 'JSXText') return /\p{L}/u.test(text)
  const up = ancestorsOf(node)
  if (up.some(({ type }) => ELSEWHERE.test(type))) return false
  const attribute = up.find(({ type }) => type === 'JSXAttribute')
  const isTested = node.parent?.type === 'BinaryExpression'
  if (attribute) return SPOKEN.test(nameOf(attribute)) && !isTested && /\p{L}/u.test(text)
  const isFault = up.some(({ type, callee }) => type === 'NewExpression' && nameOf(callee as Node).endsWith('Error'))
  const isShown = up.some(({ type }) => type === 'JSXExpressionContainer') && /\p{L} \p{L}/u.test(text)
  return !isFault && !isTested && (isShown || /^\p{Lu}\p{Ll}/u.test(text))
}

function ancestorsOf({ parent }: Node): Node[] {
  return parent ? [parent, ...ancestorsOf(parent)] : []
}

const nameOf = ({ name }: Node): string => (typeof name === 'string' ? name : isNode(name) ? nameOf(name) : '')
