import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { join, span, tail, type Batch, type Part } from '@folio/protocol'
import type { Tape } from './tape.ts'
import { createMemoryTape } from './testing/memory-tape.ts'

/** One place where tapes are kept, empty at first. */
export type TapePlace = {
  /** A process that starts here. */
  open(): Promise<Tape>
  /** It ends at once: nothing is closed, nothing is written any more; the system frees what it held. */
  kill(tape: Tape): Promise<void>
  remove(): Promise<void>
}

const CITATION: Part = { data: { type: 'citation', title: '"quoted" \\ 😀' } }
const PIECES: Part[] = [
  'Hello ',
  '👋🏽',
  ' wörld\n',
  CITATION,
  'and ',
  'more',
  { data: { type: 'end', status: 'complete' } },
]

/** What every tape keeps, whatever stands behind it. */
export function describeTape(name: string, makePlace: () => Promise<TapePlace>): void {
  describe(`a tape: ${name}`, () => {
    let place: TapePlace
    let tape: Tape
    let reply = ''
    let count = 0
    beforeEach(async () => {
      place = await makePlace()
      tape = await place.open()
      reply = `reply-${++count}`
    })
    afterEach(async () => {
      await tape.close()
      await place.remove()
    })

    const write = (epoch: number, at: number, ...parts: Part[]) => tape.append(reply, { epoch, at, parts })
    const whole = async () => (await tape.read(reply, 0))?.parts ?? []

    it('appends where a reply stands, and answers where it stands then', async () => {
      expect(await write(1, 0, 'Hel')).toEqual({ epoch: 1, offset: 3 })
      expect(await write(1, 3, 'lo', CITATION)).toEqual({ epoch: 1, offset: 6 })
      expect(await whole()).toEqual(['Hello', CITATION])
    })

    it('refuses what begins elsewhere, answers where it stands, and changes nothing', async () => {
      await write(1, 0, 'Hello')
      for (const at of [0, 2, 4, 6, 60]) expect(await write(1, at, 'again and again')).toEqual({ epoch: 1, offset: 5 })
      expect(await write(2, 3, 'lo')).toMatchObject({ offset: 5 })
      expect(await whole()).toEqual(['Hello'])
    })

    it('takes one of two appends at one place; both learn where it stands', async () => {
      const answers = await Promise.all([write(1, 0, 'Hello'), write(1, 0, 'Hello')])
      expect(answers).toEqual([
        { epoch: 1, offset: 5 },
        { epoch: 1, offset: 5 },
      ])
      expect(await whole()).toEqual(['Hello'])
    })

    it('refuses an older epoch once a newer one has written', async () => {
      await write(1, 0, 'old ')
      await write(3, 4, 'new ')
      expect(await write(2, 8, 'late')).toEqual({ epoch: 3, offset: 8 })
      expect(await whole()).toEqual(['old new '])
    })

    it('gives who fences what the older ones wrote, and bars them', async () => {
      await write(1, 0, 'seen ', CITATION)
      expect(await tape.fence(reply, 2)).toEqual(['seen ', CITATION])
      expect(await write(1, 6, 'late')).toEqual({ epoch: 2, offset: 6 })
      expect(await write(2, 6, 'taken over')).toEqual({ epoch: 2, offset: 16 })
      expect(await whole()).toEqual(['seen ', CITATION, 'taken over'])
    })

    it('never lowers a fence', async () => {
      await tape.fence(reply, 5)
      await tape.fence(reply, 2)
      expect(await write(4, 0, 'late')).toEqual({ epoch: 5, offset: 0 })
      expect(await whole()).toEqual([])
    })

    it('gives a fence all that is ever acknowledged to older epochs, also what is under way', async () => {
      for (let round = 0; round < 10; round++) {
        reply = `${reply}-${round}`
        await write(1, 0, 'before ')
        const [acknowledged, barred] = await Promise.all([write(1, 7, 'under way'), tape.fence(reply, 2)])
        expect(span(barred)).toBe(acknowledged.epoch === 1 ? 16 : 7)
        expect(await whole()).toEqual(join(barred))
        expect(await write(2, span(barred), '!')).toEqual({ epoch: 2, offset: span(barred) + 1 })
      }
    })

    it('reads from any offset, and nothing behind the end', async () => {
      let at = 0
      for (const part of PIECES) at = (await write(1, at, part)).offset
      expect(at).toBe(span(PIECES))
      for (let from = 0; from < at; from++) {
        const batch = await tape.read(reply, from)
        expect(joined(batch)).toEqual({ epoch: 1, at: from, parts: join(tail(PIECES, from)) })
      }
      expect([await tape.read(reply, at), await tape.read(reply, at + 10), await tape.read('unknown', 0)]).toEqual([
        null,
        null,
        null,
      ])
    })

    it('forgets a dropped reply, which may then be written from its start again', async () => {
      await write(1, 0, 'Hello')
      await tape.drop(reply, 1)
      expect(await tape.read(reply, 0)).toBeNull()
      expect(await write(2, 5, 'behind')).toMatchObject({ offset: 0 })
      expect(await write(2, 0, 'Hello', CITATION, ' again')).toEqual({ epoch: 2, offset: 12 })
      expect(await whole()).toEqual(['Hello', CITATION, ' again'])
      expect(await tape.fence(reply, 3)).toEqual(['Hello', CITATION, ' again'])
    })

    it('is dropped by nobody who was replaced', async () => {
      await write(1, 0, 'Hello')
      await tape.fence(reply, 2)
      await tape.drop(reply, 1)
      expect(await whole()).toEqual(['Hello'])
      await tape.drop(reply, 2)
      expect(await whole()).toEqual([])
    })

    it('keeps many replies apart that are written at once', async () => {
      const replies = Array.from({ length: 40 }, (_, index) => `${reply}-${index}`)
      await Promise.all(
        replies.map(async one => {
          for (let at = 0, n = 0; n < 15; n++)
            at = (await tape.append(one, { epoch: 1, at, parts: [`${one}:${n} `] })).offset
        }),
      )
      for (const one of replies) {
        expect(await tape.read(one, 0)).toEqual({
          epoch: 1,
          at: 0,
          parts: [Array.from({ length: 15 }, (_, n) => `${one}:${n} `).join('')],
        })
      }
    })

    it('has everything that was acknowledged when its process was killed', async () => {
      let at = 0
      for (const part of PIECES) at = (await write(1, at, part)).offset
      await tape.append('another', { epoch: 4, at: 0, parts: ['kept too'] })
      await place.kill(tape)
      tape = await place.open()
      expect(joined(await tape.read(reply, 0))).toEqual({ epoch: 1, at: 0, parts: join(PIECES) })
      expect(await write(1, 3, 'elsewhere')).toEqual({ epoch: 1, offset: at })
      expect(await tape.fence(reply, 2)).toEqual(join(PIECES))
      expect(await write(2, at, 'more')).toEqual({ epoch: 2, offset: at + 4 })
      expect(await tape.fence('another', 5)).toEqual(['kept too'])
    })

    it('answers as the plain description of a tape does, whatever is asked in whatever order', async () => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
          const model = createMemoryTape()
          reply = `${reply}-${run++}`
          for (const one of steps) expect(await take(tape, reply, one)).toEqual(await take(model, reply, one))
        }),
        { numRuns: 40 },
      )
    })
  })
}

type Step =
  | { do: 'append'; epoch: number; behind: number; parts: Part[] }
  | { do: 'fence'; epoch: number }
  | { do: 'read'; from: number }
  | { do: 'drop'; epoch: number }

const epoch = fc.integer({ min: 1, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      epoch,
      // Mostly where it stands.
      behind: fc.constantFrom(0, 0, 0, 0, -1, 1, -3),
      parts: fc.array(fc.constantFrom<Part>('a', '😀', 'word ', CITATION), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fence' as const), epoch }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), from: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), epoch }) },
)

async function take(tape: Tape, reply: string, one: Step): Promise<unknown> {
  switch (one.do) {
    case 'append': {
      const stands = span((await tape.read(reply, 0))?.parts ?? [])
      const at = Math.max(0, stands + one.behind)
      return (await tape.append(reply, { epoch: one.epoch, at, parts: one.parts })).offset
    }
    case 'fence':
      return join(await tape.fence(reply, one.epoch))
    case 'read':
      return joined(await tape.read(reply, one.from))?.parts
    case 'drop':
      return tape.drop(reply, one.epoch)
  }
}

function joined(batch: Batch | null): Batch | undefined {
  return batch === null ? undefined : { ...batch, parts: join(batch.parts) }
}
