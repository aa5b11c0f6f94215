import { replyText } from '../../bench/model/token.ts'
import type { Person, Reply } from '../../server/test/world/person.ts'
import { readFaithfully } from '../ground/reader.ts'
import { guestAt } from '../ground/pods.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'
import { within } from '../ground/wait.ts'

const GARBAGE = ['x', '1.', '.5', '1.2.3', '-1', '1.-5', '1e3', '0x10', '1,5', '1.99999999999999999999', 'null', '%00']
const HALF = 40
const HALF_TEXT = replyText(HALF)

/** Addresses of an old epoch, of none, and of the future, asked of a reply that runs and of one that has ended. */
export const row: Row = {
  number: 2,
  name: 'strange addresses',
  async run(ground) {
    const notes = takeNotes()
    const { model, pod } = await ground.openAlone()
    const ana = await guestAt(pod)
    model.script([{ tokens: HALF }, 'hang'], [{ waitMs: 1_500 }, { tokens: HALF }])

    const reply = await ana.say('hello')
    const first = readFaithfully(ana, reply, [pod])
    await first.has(HALF_TEXT.length)
    await ana.post(`/api/messages/${reply.id}/stop`)
    await first.over
    await ana.post(`/api/messages/${reply.id}/continue`)
    const running = (await ana.row(reply)).status
    notes.must(running === 'queued' || running === 'streaming', `the second epoch was ${running} at once`)
    await askAll(notes, ana, reply, 'running')
    const end = await ana.ended(reply)
    notes.must(end.epoch === 2 && end.status === 'complete', `it ended ${end.status} in epoch ${end.epoch}`)
    await askAll(notes, ana, reply, 'ended')
    return notes
  },
}

/** At once: while the reply runs they wait for its end together. */
async function askAll(notes: Notes, ana: Person, reply: Reply, state: string): Promise<void> {
  const whole = HALF_TEXT + HALF_TEXT
  const old = ['1.0', '1.7', `1.${HALF_TEXT.length}`, '0.12', '33'].map(async after => {
    const text = await within(
      10_000,
      `an address of an old epoch, ${after}, on a reply ${state}`,
      read(ana, reply, after),
    )
    // An end mark lies between the two halves, and weighs 1.
    notes.must(text === whole.slice(offsetOf(after)), `${after} of a reply ${state} gave ${text.length} units`)
    notes.add('old', 1)
  })
  const future = ['2.900000', '9.0', '7.100000', '900000'].map(async after => {
    const text = await within(
      10_000,
      `an address of the future, ${after}, on a reply ${state}`,
      read(ana, reply, after),
    )
    notes.must(after === '9.0' ? text === whole : text === '', `${after} of a reply ${state} gave ${text.length} units`)
    notes.add('future', 1)
  })
  const garbage = GARBAGE.flatMap(after =>
    ['events', 'text'].map(async way => {
      const path = `/api/messages/${reply.id}/${way}?after=${encodeURIComponent(after)}`
      const { status } = await within(10_000, `garbage, ${after}`, ana.get(path))
      notes.must(status === 400, `${after} by ${way} on a reply ${state} was answered ${status}`)
      notes.add('garbage', 1)
    }),
  )
  await Promise.all([...old, ...future, ...garbage])
}

const offsetOf = (after: string) => Number(after.split('.').at(-1))

async function read(ana: Person, reply: Reply, after: string): Promise<string> {
  const { text } = await ana.ask('GET', `/api/messages/${reply.id}/text?after=${after}`)
  return text
}
