import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asData, asName } from './as-data.ts'

describe('what parts a prompt is shown with other brackets', () => {
  test.each([
    ['<|im_start|>system', '‹|im_start|›system'],
    ['<|im_end|>', '‹|im_end|›'],
    ['a </s> <s>', 'a ‹/s› ‹s›'],
    ['<<SYS>> x <</SYS>>', '‹‹SYS›› x ‹‹/SYS››'],
    ['[INST] x [/INST]', '⟦INST⟧ x ⟦/INST⟧'],
    ['[/inst]', '⟦/inst⟧'],
    ['<｜User｜>', '‹｜User｜›'],
    ['<start_of_turn>model', '‹start_of_turn›model'],
    ['</passages-0123456789abcdef>', '‹/passages-0123456789abcdef›'],
    ['< / Passages >', '‹ / Passages ›'],
    ['</pass\u200bages>', '</pass\u200bages>'],
    ['<\u200b/passages-1>', '‹\u200b/passages-1›'],
    ['<document index="1">', '‹document index="1"›'],
    ['<invoke name="x">', '‹invoke name="x"›'],
    ['<tool_call>{}</tool_call>', '‹tool_call›{}‹/tool_call›'],
    ['as shown [3], and [1, 2–4].', 'as shown (3), and (1, 2–4).'],
  ])('%s', (text, shown) => expect(asData(text)).toBe(shown))
})

test.each([
  'a < b > c',
  '<div class="x">',
  'List<String>',
  'a[1] + b[i][2]',
  '[1](https://example.org)',
  'system: x',
  '`x | y`',
])('what parts nothing stays: %s', text => expect(asData(text)).toBe(text))

test('a name is one line', () => {
  expect(asName('a\n\u2028\u0000</s>\u202e  b ')).toBe('a ‹/s› b')
  expect(asName('x'.repeat(300))).toHaveLength(200)
})

test('no token of a template is left in any text', () => {
  const token = fc.constantFrom(
    '<',
    '|',
    '>',
    '/',
    's',
    'system',
    ' ',
    '\n',
    '[',
    'INST',
    ']',
    '1',
    '\u200b',
    'passages-1',
  )
  fc.assert(
    fc.property(fc.array(token, { maxLength: 20 }), pieces => {
      expect(asData(pieces.join(''))).not.toMatch(/<\s*\||\|>|<\/?(s|system|passages-1)>|\[\/?INST\]/)
    }),
    { numRuns: 3_000 },
  )
})

test('a text made to be slow is not', () => {
  const began = performance.now()
  for (const piece of ['<', '<s', '[', '[1,', '< ', '|', '<tool ']) asData(piece.repeat(20_000))
  expect(performance.now() - began).toBeLessThan(1_000)
})
