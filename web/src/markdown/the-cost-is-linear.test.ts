// @vitest-environment happy-dom
import './testing/dom.ts'
import { expect, test, vi } from 'vitest'
import * as blocks from '@folio/markdown'
import { ManualFrames } from './testing/world.ts'
import { createRenderer } from './renderer.ts'

// The page here is a simulated one, and slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const TOKEN_CHARS = 4
const TOKENS = 2_400
const TOKENS_PER_FRAME = 8

/** Characters given to the parser in each tenth of a stream, and in the full parse at its end. */
function costs(text: string): { tenths: number[]; end: number } {
  const parser = vi.spyOn(blocks, 'placeBlocks')
  const frames = new ManualFrames()
  const renderer = createRenderer(document.createElement('div'), { frames })
  const tenths: number[] = []
  const spent = () => parser.mock.calls.reduce((sum, [source]) => sum + source.length, 0)
  for (let tenth = 1; tenth <= 10; tenth++) {
    const before = spent()
    for (let token = 0; token < TOKENS / 10; token += TOKENS_PER_FRAME) {
      const end = ((tenth - 1) * (TOKENS / 10) + token + TOKENS_PER_FRAME) * TOKEN_CHARS
      renderer.write(text.slice(0, end))
      frames.next()
    }
    tenths.push(spent() - before)
  }
  parser.mockRestore()
  return { tenths, end: text.length }
}

function long(piece: (i: number) => string): string {
  let text = ''
  for (let i = 0; text.length < TOKENS * TOKEN_CHARS; i++) text += piece(i)
  return text
}

const SHAPES: Record<string, string> = {
  prose: long(i => `Paragraph ${i} with **bold** and some \`code\` in it.\nAnd a second line of it.\n\n`),
  'one list': long(i => `- item ${i} with *words*\n`),
  'one loose list': long(i => `${i + 1}. item ${i} with *words*\n\n   and a second paragraph\n\n`),
  'one table': `| a | b |\n|---|---|\n${long(i => `| cell ${i} | other **cell** |\n`)}`,
  'one block of code': `\`\`\`js\n${long(i => `const a${i} = ${i}\n`)}`,
  'one paragraph': long(i => `words without end ${i}, `),
  'one quote': long(i => `> words without end ${i}\n`),
  'one item': `- item\n${long(i => `  - inner ${i}\n`)}`,
}

test.each(Object.entries(SHAPES))('%s: the last tenth costs no more than the first', (_name, text) => {
  const { tenths } = costs(text)
  const [first = 0] = tenths
  const allowance = 4_096 * (TOKENS / 10 / TOKENS_PER_FRAME)
  expect(tenths.at(-1)).toBeLessThanOrEqual(Math.max(first * 1.5, allowance))
})

test.each(['prose', 'one list', 'one loose list', 'one table'])('%s: only the tail is ever read again', name => {
  const { tenths } = costs(SHAPES[name] ?? '')
  const framesOfTenth = TOKENS / 10 / TOKENS_PER_FRAME
  for (const cost of tenths) expect(cost / framesOfTenth).toBeLessThan(300)
})

test('an open block of code is not parsed at all', () => {
  const { tenths } = costs(SHAPES['one block of code'] ?? '')
  expect(tenths.slice(1)).toEqual(Array.from({ length: 9 }, () => 0))
})
