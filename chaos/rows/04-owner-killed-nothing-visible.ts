import { replyText } from '../../bench/model/token.ts'
import { createGate } from '../../server/test/world/gate.ts'
import { at, guestAt } from '../ground/pods.ts'
import { until, within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders } from '../ground/watched.ts'
import { takeNotes, type Row } from '../row.ts'
import { TAKEN_OVER_MS } from './03-owner-killed-text-visible.ts'

const AT_ONCE = 8
const TOKENS = 40
const WHOLE = replyText(TOKENS)
/** From the first token to the last, and to whoever reads. */
const SPEAKS_MS = 3_000

/** SIGKILL of a pod before any of its replies has begun to speak: each is run once more elsewhere. */
export const row: Row = {
  number: 4,
  name: 'owner killed, nothing visible',
  async run(ground) {
    const notes = takeNotes()
    const { model, pods } = await ground.openMany(3)
    const ana = await guestAt(pods[0])
    for (let round = 0; round < ground.rounds; round++) {
      const owner = ground.chance.pick(pods) ?? pods[0]
      const person = at(owner, ana)
      // The model thinks until its first callers are dead.
      const gate = createGate()
      model.script(['headers', { until: gate.opened }, { tokens: TOKENS, perSecond: 100 }])
      const begun = await Promise.all(Array.from({ length: AT_ONCE }, () => beginWatched(person, 'silent', pods)))
      const behind = await person.say('and then', {
        conversationId: begun[0]?.reply.conversationId ?? '',
      })
      await until(10_000, () => begun.every(one => callsOf(model, one.model) === 1))
      await owner.kill()
      gate.open()
      const killedAt = performance.now()
      const other = at(pods.find(({ alive }) => alive) ?? pods[0], ana)
      const limitMs = TAKEN_OVER_MS + SPEAKS_MS
      await within(limitMs + 10_000, 'replies that are run elsewhere', allOver(begun))
      const ms = performance.now() - killedAt
      notes.most('ended ms', ms)
      notes.must(ms <= limitMs, `they ended after ${Math.round(ms)} ms, not ${limitMs}`)
      for (const { reply, readers, model: name } of begun) {
        const end = await other.row(reply)
        notes.add('replies', 1)
        notes.add('calls', callsOf(model, name))
        notes.must(end.status === 'complete', `ended ${end.status}`)
        checkReaders(notes, end, readers, WHOLE)
        notes.must(callsOf(model, name) === 2, `${callsOf(model, name)} calls of the model, not 2`)
      }
      const next = await within(20_000, 'the one that waited', other.ended(behind))
      notes.must(next.content === WHOLE, `the one that waited ended ${next.status}`)
      await owner.start()
    }
    return notes
  },
}
