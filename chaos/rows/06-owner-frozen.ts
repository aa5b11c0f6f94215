import { setTimeout as pause } from 'node:timers/promises'
import type { Message } from '@folio/protocol'
import { replyText } from '../../bench/model/token.ts'
import { at, guestAt } from '../ground/pods.ts'
import { readFaithfully } from '../ground/reader.ts'
import { until, within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, readEverywhere } from '../ground/watched.ts'
import { takeNotes, type Row } from '../row.ts'
import { TAKEN_OVER_MS } from './03-owner-killed-text-visible.ts'

const TOKENS = 700
const WHOLE = replyText(TOKENS)
const RATE = 40
/** How long the woken owner may try to write before it must have understood. */
const UNDERSTANDS_MS = 4_000

/** A pod sleeps through its leases, and then goes on writing what is no longer its own. */
export const row: Row = {
  number: 6,
  name: 'owner frozen past its lease',
  async run(ground) {
    const notes = takeNotes()
    const { model, pods } = await ground.openMany(3)
    const [owner, other, third] = pods
    const ana = await guestAt(owner)
    const awake = [other, third ?? other]
    const spoken = await beginWatched(ana, `tokens-${TOKENS}.rate-${RATE}`, awake)
    const silent = await beginWatched(ana, `ttft-2500.tokens-40.rate-100`, awake)
    const continued = await beginWatched(ana, `tokens-${TOKENS}.rate-${RATE}`, awake)
    for (const { readers } of [spoken, continued]) await readers[0]?.has(200)
    owner.freeze()
    const elsewhere = at(other, ana)
    const onTime = within(TAKEN_OVER_MS + 10_000, 'the replies of a frozen pod', allOver([spoken, silent, continued]))
    const frozenAt = performance.now()
    await onTime
    notes.tell('ended ms', Math.round(performance.now() - frozenAt))
    const before = await elsewhere.row(spoken.reply)
    // It is being written again, elsewhere, when its first owner wakes.
    await elsewhere.post(`/api/messages/${continued.reply.id}/continue`)
    const again = readEverywhere(ana, continued.reply, awake)
    await again[0]?.has(1_000)
    owner.thaw()
    await pause(UNDERSTANDS_MS)

    const first = await elsewhere.row(spoken.reply)
    notes.must(first.status === 'interrupted' && first.epoch === 2, `ended ${first.status} in epoch ${first.epoch}`)
    notes.must(first.content === before.content, `the owner that woke made ${before.length} units ${first.length}`)
    checkReaders(notes, first, spoken.readers, WHOLE)
    const run = await elsewhere.row(silent.reply)
    notes.must(run.status === 'complete', `the silent one ended ${run.status}`)
    checkReaders(notes, run, silent.readers, replyText(40))
    const byOwner = readFaithfully(ana, spoken.reply, [owner])
    await within(5_000, 'a reader at the pod that woke', byOwner.over)
    notes.must(byOwner.text === first.content, `at the pod that woke a reader has ${byOwner.text.length} units`)

    await within(40_000, 'the continued one', Promise.all(again.map(({ over }) => over)))
    const end: Message = await elsewhere.row(continued.reply)
    const kept = continued.readers[0]?.text ?? ''
    notes.must(end.status === 'complete' && end.epoch === 3, `continued, it ended ${end.status} in epoch ${end.epoch}`)
    checkReaders(notes, end, again, kept + WHOLE)
    const calls = [spoken, silent, continued].map(one => callsOf(model, one.model))
    notes.tell('calls', calls.join('+'))
    notes.must(calls.join() === '1,2,2', `${calls.join(', ')} calls of the model, not 1, 2, 2`)
    const idle = await until(5_000, async () => (await elsewhere.row(spoken.reply)).status === 'interrupted')
    notes.must(idle < Infinity, 'the row has changed')
    notes.must(owner.alive, 'the pod that woke has died')
    return notes
  },
}
