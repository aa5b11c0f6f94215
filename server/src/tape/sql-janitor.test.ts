import { expect, it } from 'vitest'
import { createFakeClock } from '../lib/fake-clock.ts'
import type { Disk } from './testing/memory-rows.ts'
import { openTape, slowInserts, text } from './testing/slow-tape.ts'

const seqs = ({ rows }: Disk) => rows.map(row => row.seq)

it('drops the rows in front of the oldest that is needed', async () => {
  const { tape, disk, clock } = await openTape()
  await tape.append('a', text(0, 'one'))
  await tape.append('b', text(0, 'two'))
  await tape.append('c', text(0, 'three'))
  await tape.drop('b', 1)
  await clock.advance(1_000)
  expect(seqs(disk)).toEqual([1, 2, 3])
  await tape.drop('a', 1)
  await clock.advance(1_000)
  expect(seqs(disk)).toEqual([3])
  expect((await tape.read('c', 0))?.parts).toEqual(['three'])
  await tape.drop('c', 1)
  await clock.advance(1_000)
  expect(seqs(disk)).toEqual([])
})

it('never drops what is being written', async () => {
  const clock = createFakeClock(0)
  let ms = 0
  const { tape, disk } = await openTape(
    slowInserts(clock, () => ms),
    undefined,
    clock,
  )
  void tape.append('a', text(0, 'old'))
  await clock.advance(10)
  await tape.drop('a', 1)
  ms = 1_500
  const written = tape.append('b', text(0, 'new'))
  await clock.advance(3_000)
  expect(await written).toEqual({ epoch: 1, offset: 3 })
  expect(disk.rows.map(row => row.parts)).toEqual(['["new"]'])
  expect((await tape.read('b', 0))?.parts).toEqual(['new'])
})

it('never drops what was written again after a drop that came late', async () => {
  const clock = createFakeClock(0)
  const { tape } = await openTape(
    slowInserts(clock, () => 5),
    undefined,
    clock,
  )
  void tape.append('a', text(0, 'Hello'))
  await clock.advance(5)
  void tape.append('other', text(0, 'busy'))
  await clock.advance(26)
  void tape.append('a', text(5, ' under way'))
  const dropped = tape.drop('a', 1)
  const going = tape.fence('a', 2).then(() => tape.append('a', { epoch: 2, at: 5, parts: [' again'] }))
  await clock.advance(100)
  await dropped
  expect(await going).toEqual({ epoch: 2, offset: 11 })
  await clock.advance(5_000)
  expect((await tape.read('a', 0))?.parts).toEqual(['Hello again'])
})

it('drops in the end what a dead process left and nobody has asked for', async () => {
  const disk: Disk = { rows: [] }
  const before = await openTape(undefined, disk)
  await before.tape.append('settled', text(0, 'its row has it all'))
  await before.tape.append('open', text(0, 'still needed'))
  await before.tape.drop('settled', 1)

  const { tape, clock } = await openTape(undefined, disk)
  expect(await tape.fence('open', 2)).toEqual(['still needed'])
  await clock.advance(9 * 60_000)
  expect(seqs(disk)).toEqual([1, 2])
  await clock.advance(2 * 60_000)
  expect(seqs(disk)).toEqual([2])
  expect((await tape.read('open', 0))?.parts).toEqual(['still needed'])
})

it('takes for nothing what is left of a dropped reply whose beginning is gone', async () => {
  const disk: Disk = { rows: [] }
  const before = await openTape(undefined, disk)
  await before.tape.append('a', text(0, 'Hello'))
  await before.tape.append('b', text(0, 'live'))
  await before.tape.append('a', text(5, ' world'))
  await before.tape.drop('a', 1)
  await before.clock.advance(1_000)
  expect(disk.rows.map(row => row.at)).toEqual([0, 5])

  const { tape } = await openTape(undefined, disk)
  expect(await tape.read('a', 0)).toBeNull()
  expect(await tape.fence('a', 2)).toEqual([])
  expect(await tape.append('a', { epoch: 2, at: 0, parts: ['Hello world, again'] })).toEqual({ epoch: 2, offset: 18 })
  expect((await tape.read('a', 0))?.parts).toEqual(['Hello world, again'])
})

it('goes on after a sweep that failed', async () => {
  let fails = 2
  const { tape, disk, clock } = await openTape(async kind => (kind === 'delete' && fails-- > 0 ? 'fails' : 'done'))
  await tape.append('a', text(0, 'old'))
  await tape.drop('a', 1)
  await clock.advance(2_500)
  expect(seqs(disk)).toEqual([1])
  await clock.advance(1_000)
  expect(seqs(disk)).toEqual([])
})

it('numbers on where a dead process has stopped', async () => {
  const disk: Disk = { rows: [] }
  const before = await openTape(undefined, disk)
  await before.tape.append('a', text(0, 'one'))
  await before.tape.append('a', text(3, 'two'))
  const { tape } = await openTape(undefined, disk)
  await tape.append('a', text(6, 'three'))
  expect(seqs(disk)).toEqual([1, 2, 3])
})
