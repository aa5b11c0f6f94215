import fc from 'fast-check'
import { expect, it } from 'vitest'
import { join, span, type Batch } from './address.ts'
import { apply, emptyView, type View } from './apply.ts'
import { copyOf, parts, telling } from './testing/arbitraries.ts'

it('gives the same view for any cutting, in any order, with pieces twice, once gaps are read again', () => {
  fc.assert(
    fc.property(telling, ({ units, batches, epochAt }) => {
      const view = emptyView()
      // Who sees a gap, or hears nothing more, reads from its own address.
      const readAgain = () =>
        apply(view, { epoch: epochAt(units.length), at: view.offset, parts: units.slice(view.offset) })
      for (const batch of batches) if (apply(view, batch) === 'gap') readAgain()
      readAgain()
      expect(view.parts).toEqual(join(units))
      expect(view.offset).toBe(span(units))
    }),
  )
})

it('holds at every moment the beginning of the reply, in normal form', () => {
  fc.assert(
    fc.property(telling, ({ units, batches }) => {
      const view = emptyView()
      for (const batch of batches) {
        apply(view, batch)
        expect(view.parts).toEqual(join(units.slice(0, view.offset)))
        expect(view.offset).toBe(span(view.parts))
      }
    }),
  )
})

it('never lets an epoch fall, nor a view shrink', () => {
  fc.assert(
    fc.property(telling, ({ batches }) => {
      const view = emptyView()
      for (const batch of batches) {
        const { epoch, offset } = view
        apply(view, batch)
        expect(view.epoch).toBeGreaterThanOrEqual(epoch)
        expect(view.offset).toBeGreaterThanOrEqual(offset)
      }
    }),
  )
})

it('changes nothing where a batch is stale, a duplicate or behind a gap', () => {
  const any = fc.record({ epoch: fc.nat(4), at: fc.nat(30), parts })
  fc.assert(
    fc.property(parts, fc.array(any), (had, batches) => {
      const view: View = { epoch: 2, offset: span(had), parts: join(had) }
      for (const batch of batches) {
        const before = copyOf(view)
        const applied = apply(view, batch)
        if (applied === 'ok') expect(view.offset).toBe(batch.at + span(batch.parts))
        else expect(view).toEqual(before)
        expect(applied).toBe(expected(before, batch))
      }
    }),
  )
})

function expected(view: View, { epoch, at, parts: given }: Batch) {
  if (epoch < view.epoch) return 'stale'
  if (at > view.offset) return 'gap'
  return at + span(given) > view.offset ? 'ok' : 'duplicate'
}

it('leaves a batch as it was, for whoever else reads it', () => {
  fc.assert(
    fc.property(telling, ({ batches }) => {
      const before = copyOf(batches)
      const view = emptyView()
      for (const batch of [...batches, ...batches]) apply(view, batch)
      expect(batches).toEqual(before)
    }),
  )
})

it('goes on behind what it has when somebody else writes on', () => {
  const view = emptyView()
  expect(apply(view, { epoch: 1, at: 0, parts: ['seen by all'] })).toBe('ok')
  expect(apply(view, { epoch: 2, at: 5, parts: ['by all, and more'] })).toBe('ok')
  expect(apply(view, { epoch: 1, at: 11, parts: ['of the old writer'] })).toBe('stale')
  expect(view).toEqual({ epoch: 2, offset: 21, parts: ['seen by all, and more'] })
})
