import { replyText } from '../../bench/model/token.ts'
import { at, guestAt } from '../ground/pods.ts'
import { within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders } from '../ground/watched.ts'
import { takeNotes, type Row } from '../row.ts'

const TOKENS = 300
const WHOLE = replyText(TOKENS)
const AT_ONCE = 12
/** Who has lost a hint reads again after so long. */
const STALL_MS = 1_000

/** Of the hints between pods one in five is lost, one in five comes twice, and they overtake each other. */
export const row: Row = {
  number: 11,
  name: 'hints lost, doubled, late',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openMany(3)
    const { model, pods } = world
    const ana = await guestAt(pods[0])
    world.mischief = { lost: 0.2, doubled: 0.2, lateMs: 80 }
    for (let round = 0; round < ground.rounds; round++) {
      const begun = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) =>
          beginWatched(at(pods[n % pods.length] ?? pods[0], ana), `tokens-${TOKENS}.rate-60`, pods),
        ),
      )
      await within(40_000, 'replies whose hints are lost', allOver(begun))
      for (const one of begun) {
        const end = await ana.row(one.reply)
        notes.add('replies', 1)
        notes.must(end.status === 'complete' && end.epoch === 1, `ended ${end.status} in epoch ${end.epoch}`)
        checkReaders(notes, end, one.readers, WHOLE)
        notes.must(callsOf(model, one.model) === 1, `${callsOf(model, one.model)} calls of the model`)
      }
      const { ms, quietMs } = ground.stallOf(begun.flatMap(({ readers }) => readers))
      notes.most('stall ms', ms)
      notes.must(quietMs <= STALL_MS, `a reader waited ${Math.round(ms)} ms`)
    }
    notes.tell('hints', world.hints())
    notes.must(world.hints() > 1_000, `only ${world.hints()} hints have come by`)
    return notes
  },
}
