import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanDocument } from './clean-document.ts'

test('there is one kind of line end, and never two blank lines', () => {
  expect(cleanDocument('a\r\nb\rc\u2028d\x85e')).toBe('a\nb\nc\nd\ne')
  expect(cleanDocument('\n\na  \n \n\t\n\nb\fc\n')).toBe('a\n\nb\n\nc')
})

test('what cannot be seen is not there', () => {
  expect(cleanDocument('so\u00adft ze\u200bro\ufeff \u202eright\u202c nu\0ll be\x07ll')).toBe(
    'soft zero right null bell',
  )
  expect(cleanDocument(`tag\u{e0067}\u{e0062}s, pay\u200dload, joi\u200cner`)).toBe('tags, payload, joiner')
})

test('what joins letters where that means something stays', () => {
  for (const text of ['👨‍👩‍👧', '❤️', 'می‌خواهم', 'क्‍ष', '葛\u{e0100}']) expect(cleanDocument(text)).toBe(text)
})

test('letters are composed, and half a pair is marked', () => {
  expect(cleanDocument('e\u0301 \ud83d \ude00 😀')).toBe('é \ufffd \ufffd 😀')
})

test('a long row of blanks is a short one', () => {
  expect(cleanDocument(`a${' '.repeat(100_000)}b`)).toBe(`a${' '.repeat(40)}b`)
})

test('a document that is clean stays as it is', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(text, source => {
      const once = cleanDocument(source)
      expect(cleanDocument(once)).toBe(once)
      expect(once.normalize('NFC')).toBe(once)
    }),
  )
})
