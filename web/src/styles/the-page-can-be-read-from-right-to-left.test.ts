import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Sides that have a name of their own, whichever way lines run. */
const PHYSICAL =
  /(?:(?:margin|padding|border)-(?:left|right)\b|(?:^|[\s;{])(?:left|right):|text-align: (?:left|right)|float: (?:left|right)|translateX).*/gm
/** The other value of four, where the sides differ. */
const FOUR = /(?:margin|padding|inset): (\S+) (\S+) (\S+) (\S+);/g

/** Code is written from left to right, a column of a table is where Markdown puts it, and notes stand in one margin. */
const MEANT: Record<string, string[]> = {
  'prose.css': ['text-align: left;', 'text-align: right;'],
  'sources.css': ['left: calc(100% + 2rem);', 'right: calc(100% + 2rem);', 'left: auto;'],
}

test.each(readdirSync(import.meta.dirname).filter(name => name.endsWith('.css')))('%s', name => {
  expect(sidesIn(readFileSync(join(import.meta.dirname, name), 'utf8'), MEANT[name])).toEqual([])
})

test('a side would be found', () => {
  expect(sidesIn('a { left: 0; }\nb {\n  margin-left: 1px;\n}')).toHaveLength(2)
  expect(sidesIn('a { padding: 0 1px 0 2px; }')).toHaveLength(1)
  expect(sidesIn('a { padding: 0 1px 3px 1px; inset-inline-start: 0; }')).toEqual([])
})

function sidesIn(css: string, meant: string[] = []): string[] {
  const plain = css.replace(/\/\*.*?\*\//gs, '').replace(/\([^()]*\)/g, group => group.replaceAll(' ', ''))
  const allowed = meant.map(one => one.replace(/\([^()]*\)/g, group => group.replaceAll(' ', '')))
  const named = [...plain.matchAll(PHYSICAL)].map(([text]) => text.trim())
  const uneven = [...plain.matchAll(FOUR)].filter(([, , right, , left]) => right !== left).map(([text]) => text)
  return [...named, ...uneven].filter(text => !allowed.includes(text))
}
