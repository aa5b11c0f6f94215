import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatAddress, head, insidePair, join, parseAddress, span, splitsPair, tail, textOf } from './address.ts'
import { copyOf, parts, unitsOf } from './testing/arbitraries.ts'

it('gives back what was put behind a run of parts', () => {
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(tail(join([...a, ...b]), span(a))).toEqual(join(b))
    }),
  )
})

it('cuts a run of parts in two that make it up again', () => {
  fc.assert(
    fc.property(parts, fc.nat(60), (run, units) => {
      const [first, rest] = [head(run, units), tail(run, units)]
      expect(join([...first, ...rest])).toEqual(join(run))
      expect(span(first)).toBe(Math.min(units, span(run)))
    }),
  )
})

it('joins without moving an address, and joining again changes nothing', () => {
  fc.assert(
    fc.property(parts, run => {
      const joined = join(run)
      expect(span(joined)).toBe(span(run))
      expect(textOf(joined)).toBe(textOf(run))
      expect(join(joined)).toEqual(joined)
      expect(joined).not.toContain('')
      expect(unitsOf(joined)).toEqual(unitsOf(run))
    }),
  )
})

it('leaves the parts it was given as they are', () => {
  fc.assert(
    fc.property(parts, fc.nat(60), (run, units) => {
      const before = copyOf(run)
      join(run)
      head(run, units)
      tail(run, units)
      expect(run).toEqual(before)
    }),
  )
})

it('says where a cut parts a surrogate pair, however the text lies in parts', () => {
  fc.assert(
    fc.property(parts, fc.nat(60), (run, offset) => {
      const text = join(run)
        .map(part => (typeof part === 'string' ? part : '\0'))
        .join('')
      expect(splitsPair(join(run), offset)).toBe(insidePair(text, offset))
    }),
  )
})

it('knows the inside of a pair from its edges', () => {
  expect([0, 1, 2, 3, 4].map(at => insidePair('a😀b', at))).toEqual([false, false, true, false, false])
  expect(splitsPair(['a', { data: { type: 'citation' } }, '😀'], 3)).toBe(true)
})

it('reads the addresses that it writes', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.nat(), (epoch, offset) => {
      expect(parseAddress(formatAddress({ epoch, offset }))).toEqual({ epoch, offset })
    }),
  )
})

it('takes a bare offset for any epoch', () => {
  expect(parseAddress('812')).toEqual({ epoch: 0, offset: 812 })
})

it('refuses what is no address', () => {
  const never = [
    '',
    '.',
    '1.',
    '.1',
    '-1',
    '1.-1',
    '1.2.3',
    ' 1',
    '1 ',
    '1e3',
    '0x10',
    'NaN',
    '٣',
    '1\n',
    '9'.repeat(16),
  ]
  expect(never.filter(text => parseAddress(text) !== undefined)).toEqual([])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const address = parseAddress(text)
      expect(address === undefined || Object.values(address).every(Number.isSafeInteger)).toBe(true)
    }),
  )
})
