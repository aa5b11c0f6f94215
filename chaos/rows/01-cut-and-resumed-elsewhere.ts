import { insidePair } from '@folio/protocol'
import type { Person, Reply } from '../../server/test/world/person.ts'
import type { Ground } from '../ground/ground.ts'
import { layLine } from '../ground/line.ts'
import { at, guestAt, type Pod } from '../ground/pods.ts'
import { readFaithfully } from '../ground/reader.ts'
import { within } from '../ground/wait.ts'
import { checkReaders, readEverywhere } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const TEXT = [
  'Plain words first, then 🌍, 🚀 and 👩‍🚀: a family 👨‍👩‍👧‍👦, a flag 🏳️‍🌈 🇪🇺, a thumb 👍🏽. ',
  'Combining: e\u0301 o\u0302\u0323 Z\u0351\u036b\u0343a\u0323. 東京, שלום, 𝒳²+𝒴² ≤ 𝟙, 𠜎𠜱. ',
  'Escapes: "quoted" \\ back\\slash, tab\t, return\r\n, data: x, event: y, id: 3, \u2028 and \u2029, \u0007. 🙂🙃🙂 the end 🏁',
].join('')
/** Cut as a model cuts: anywhere but inside of a character. */
const PIECES = TEXT.match(/[\s\S]{1,3}(?<![\ud800-\udbff])/g) ?? []
const OFFSETS = Array.from({ length: TEXT.length + 1 }, (_, offset) => offset)
const CUT_READERS = 12
const MAX_BYTES = 2_500
const AT_ONCE = 20

/** Readers are cut at any byte, and go on at another pod, from every offset. */
export const row: Row = {
  number: 1,
  name: 'cut, and resumed elsewhere',
  async run(ground) {
    const notes = takeNotes()
    const { model, pods } = await ground.openMany(3)
    const ana = await guestAt(pods[0])
    for (let round = 0; round < ground.rounds; round++) {
      model.script(PIECES.flatMap(text => [{ text }, { waitMs: 25 }]))
      const reply = await ana.say('hello', { conversationId: await ana.conversation() })
      const doors = await Promise.all(pods.map(pod => layCuttingLine(ground, pod)))
      const cut = Array.from({ length: CUT_READERS / 3 }, () => readEverywhere(ana, reply, doors)).flat()
      await resumeEverywhere(notes, ana, reply, pods.slice(1), 'running')
      await within(30_000, 'readers who are cut', Promise.all(cut.map(({ over }) => over)))
      const end = await ana.row(reply)
      checkReaders(notes, end, cut, TEXT)
      notes.must(end.status === 'complete', `ended ${end.status}`)
      notes.add(
        'cuts',
        cut.reduce((sum, { connections }) => sum + connections - 1, 0),
      )
      await resumeEverywhere(notes, ana, reply, pods.slice(1), 'ended')
      notes.add('calls', model.calls())
    }
    notes.must(model.calls() === ground.rounds, `${model.calls()} calls of the model`)
    return notes
  },
}

/** A way to a pod on which every connection breaks after some bytes. */
async function layCuttingLine({ chance, onEnd }: Ground, pod: Pod): Promise<Pick<Pod, 'base' | 'alive'>> {
  const line = await layLine(Number(new URL(pod.base).port), (write, cut) => {
    let left = 1 + chance.int(MAX_BYTES)
    return piece => {
      if (left <= 0) return
      write(piece.subarray(0, left))
      left -= piece.length
      if (left <= 0) cut()
    }
  })
  onEnd(line.end)
  return { base: `http://127.0.0.1:${line.port}`, alive: true }
}

/** From every offset, at pods that do not own the reply. */
async function resumeEverywhere(notes: Notes, ana: Person, reply: Reply, pods: Pod[], state: string): Promise<void> {
  const waiting = OFFSETS.filter(offset => state === 'ended' || !insidePair(TEXT, offset))
  const work = async () => {
    for (let offset = waiting.shift(); offset !== undefined; offset = waiting.shift()) {
      const pod = pods[offset % pods.length]
      if (!pod) throw new Error('there is no other pod')
      if (insidePair(TEXT, offset)) {
        const { status } = await at(pod, ana).get(`/api/messages/${reply.id}/events?after=1.${offset}`)
        notes.must(status === 400, `inside of a pair, at ${offset}, it answers ${status}`)
        continue
      }
      const reader = readFaithfully(ana, reply, [pod], {
        after: `1.${offset}`,
        way: offset % 3 === 0 ? 'websocket' : 'sse',
      })
      await within(30_000, `from ${offset}`, reader.over)
      notes.add('resumed', 1)
      notes.must(reader.fault === undefined, `from ${offset}: ${reader.fault}`)
      notes.must(reader.text === TEXT.slice(offset), `from ${offset} of a reply ${state}: ${reader.text.length} units`)
    }
  }
  // While it runs all of them wait for its end together.
  await Promise.all(Array.from({ length: state === 'ended' ? AT_ONCE : waiting.length }, work))
}
