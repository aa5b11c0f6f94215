import { describe, expect, it } from 'vitest'
import { createFakeClock, type FakeClock } from '../lib/fake-clock.ts'
import { createSqlTape } from './sql.ts'
import { createMemoryRows, type Disk, type Outcome } from './testing/memory-rows.ts'

type Gate = (kind: 'insert' | 'list' | 'delete') => Promise<Outcome>

async function openTape(gate?: Gate, disk: Disk = { rows: [] }, clock: FakeClock = createFakeClock()) {
  return { tape: await createSqlTape({ rows: createMemoryRows(disk, gate), clock }), disk, clock }
}

/** Each insert takes so long, and is noted with the moment of its commit. */
function slowInserts(clock: FakeClock, ms: () => number, commits: number[] = []): Gate {
  return kind => {
    if (kind !== 'insert') return Promise.resolve('done')
    return new Promise(resolve => {
      clock.setTimer(() => {
        commits.push(clock.now())
        resolve('done')
      }, ms())
    })
  }
}

const text = (at: number, ...parts: string[]) => ({ epoch: 1, at, parts })

describe('committing', () => {
  it('commits at once when idle, and at most 20 ms later when busy, all replies together', async () => {
    const clock = createFakeClock(0)
    const commits: number[] = []
    const { tape, disk } = await openTape(
      slowInserts(clock, () => 2, commits),
      undefined,
      clock,
    )
    void tape.append('first', text(0, 'at once'))
    await clock.advance(2)
    expect(commits).toEqual([2])

    for (let n = 0; n < 10; n++) void tape.append(`reply-${n}`, text(0, 'soon'))
    await clock.advance(21)
    expect(commits).toEqual([2])
    await clock.advance(3)
    expect(commits).toEqual([2, 24])
    expect(disk.rows).toHaveLength(11)

    await clock.advance(100)
    void tape.append('first', text(7, ', again'))
    await clock.advance(2)
    expect(commits).toEqual([2, 24, 128])
  })

  it('waits less where committing is quick', async () => {
    const clock = createFakeClock(0)
    const commits: number[] = []
    const { tape } = await openTape(
      slowInserts(clock, () => 0.1, commits),
      undefined,
      clock,
    )
    void tape.append('a', text(0, '1'))
    await clock.advance(0.1)
    void tape.append('b', text(0, '2'))
    await clock.advance(3)
    expect(commits).toHaveLength(2)
    expect(commits[1]).toBeLessThan(2.5)
  })

  it('rejects a commit that failed, changes nothing, and takes the same again', async () => {
    let outcome: Outcome = 'fails'
    const { tape } = await openTape(async kind => (kind === 'insert' ? outcome : 'done'))
    const answers = await Promise.allSettled([tape.append('a', text(0, 'Hello')), tape.append('b', text(0, 'you'))])
    expect(answers.map(answer => answer.status)).toEqual(['rejected', 'rejected'])
    expect(await tape.read('a', 0)).toBeNull()
    outcome = 'done'
    expect(await tape.append('a', text(0, 'Hello'))).toEqual({ epoch: 1, offset: 5 })
    expect((await tape.read('a', 0))?.parts).toEqual(['Hello'])
  })

  it('takes the same text again, and more, where a commit was done but its answer lost', async () => {
    const disk: Disk = { rows: [] }
    let outcome: Outcome = 'lost'
    const { tape } = await openTape(async kind => (kind === 'insert' ? outcome : 'done'), disk)
    await expect(tape.append('a', text(0, 'Hel'))).rejects.toThrow()
    outcome = 'done'
    expect(await tape.append('a', text(0, 'Hello'))).toEqual({ epoch: 1, offset: 5 })
    expect((await tape.read('a', 0))?.parts).toEqual(['Hello'])
    const { tape: next } = await openTape(undefined, disk)
    expect(await next.fence('a', 2)).toEqual(['Hello'])
  })

  it('answers an append that was fenced while it waited for its turn', async () => {
    const clock = createFakeClock(0)
    const { tape, disk } = await openTape(
      slowInserts(clock, () => 2),
      undefined,
      clock,
    )
    void tape.append('a', text(0, 'Hello'))
    await clock.advance(2)
    const late = tape.append('a', text(5, ' from the old'))
    const fenced = tape.fence('a', 2)
    const fresh = tape.append('a', { epoch: 2, at: 5, parts: [' from the new'] })
    await clock.advance(60)
    expect(await fenced).toEqual(['Hello'])
    expect(await late).toMatchObject({ epoch: 2 })
    expect(await fresh).toEqual({ epoch: 2, offset: 18 })
    expect(disk.rows.map(row => row.parts)).toEqual(['["Hello"]', '[" from the new"]'])
  })

  it('lets a second append of a reply wait for the first, without spinning', async () => {
    const clock = createFakeClock(0)
    const { tape } = await openTape(
      slowInserts(clock, () => 2),
      undefined,
      clock,
    )
    void tape.append('a', text(0, 'busy'))
    await clock.advance(2)
    const answered: string[] = []
    void tape.append('a', text(4, ' first')).then(() => answered.push('first'))
    void tape.append('a', text(4, ' second')).then(() => answered.push('second'))
    await clock.advance(1)
    expect(answered).toEqual([])
    await clock.advance(30)
    expect(answered).toEqual(['first', 'second'])
  })

  it('commits what waits before it closes', async () => {
    const clock = createFakeClock(0)
    const commits: number[] = []
    const { tape, disk } = await openTape(
      slowInserts(clock, () => 2, commits),
      undefined,
      clock,
    )
    void tape.append('a', text(0, 'busy'))
    await clock.advance(2)
    const waits = tape.append('b', text(0, 'kept'))
    const closed = tape.close()
    await clock.advance(30)
    await closed
    expect(await waits).toEqual({ epoch: 1, offset: 4 })
    expect(disk.rows).toHaveLength(2)
    expect(clock.timers()).toBe(0)
  })
})

describe('the janitor', () => {
  const seqs = ({ rows }: Disk) => rows.map(row => row.seq)

  it('drops the rows in front of the oldest that is needed', async () => {
    const { tape, disk, clock } = await openTape()
    await tape.append('a', text(0, 'one'))
    await tape.append('b', text(0, 'two'))
    await tape.append('c', text(0, 'three'))
    await tape.drop('b')
    await clock.advance(1_000)
    expect(seqs(disk)).toEqual([1, 2, 3])
    await tape.drop('a')
    await clock.advance(1_000)
    expect(seqs(disk)).toEqual([3])
    expect((await tape.read('c', 0))?.parts).toEqual(['three'])
    await tape.drop('c')
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
    await tape.drop('a')
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
    const dropped = tape.drop('a')
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
    await before.tape.drop('settled')

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
    await before.tape.drop('a')
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
    await tape.drop('a')
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
})
