import { replyText } from '../../bench/model/token.ts'
import type { Message } from '@folio/protocol'
import type { Person, Reply } from '../../server/test/world/person.ts'
import { guestAt } from '../ground/pods.ts'
import { readFaithfully, type Reader } from '../ground/reader.ts'
import { within } from '../ground/wait.ts'
import type { Alone, Ground } from '../ground/ground.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const KILLS = 6
const TOKENS = 120
const WHOLE = replyText(TOKENS)
const AT_ONCE = 10

/** SIGKILL of the only process, at any moment: recovered at its next start, with what anybody has seen. */
export const row: Row = {
  number: 5,
  name: 'the only process killed',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openAlone()
    const ana = await guestAt(world.pod)
    for (let kill = 0; kill < KILLS * ground.rounds; kill++) await survive(ground, world, ana, notes, kill)
    return notes
  },
}

async function survive({ chance }: Ground, { pod, model }: Alone, ana: Person, notes: Notes, kill: number) {
  const begun: { reply: Reply; model: string; reader: Reader }[] = []
  for (let n = 0; n < AT_ONCE; n++) {
    const name = `ttft-${chance.int(4) * 150}.tokens-${TOKENS}.rate-${100 + chance.int(400)}.kill-${kill}.n-${n}`
    const reply = await ana.say('hello', { conversationId: await ana.conversation(), model: name })
    begun.push({ reply, model: name, reader: readFaithfully(ana, reply, [pod]) })
  }
  await begun[0]?.reader.has(chance.int(WHOLE.length))
  await pod.kill()
  // All that could still have come has come.
  const seen = begun.map(({ reader }) => reader.text)
  await pod.start()
  const backAt = performance.now()
  await within(20_000, 'the ends after a start', Promise.all(begun.map(({ reader }) => reader.over)))
  notes.most('recovered ms', performance.now() - backAt)
  for (const [n, { reply, model: name, reader }] of begun.entries()) {
    const end = await ana.row(reply)
    const calls = model.requests.filter(call => call.model === name).length
    judge(notes, end, { seen: seen[n] ?? '', reader, calls })
  }
}

function judge(notes: Notes, end: Message, { seen, reader, calls }: { seen: string; reader: Reader; calls: number }) {
  notes.add('replies', 1)
  notes.add(end.status, 1)
  notes.add('calls', calls)
  notes.must(end.content.startsWith(seen), `${seen.length} units were seen, ${end.length} are kept`)
  notes.must(reader.text === end.content, `a reader has ${reader.text.length} of ${end.length} units`)
  notes.must(reader.fault === undefined, `${reader.fault}`)
  if (end.status === 'complete') notes.must(end.content === WHOLE, `complete at ${end.length} of ${WHOLE.length} units`)
  else {
    notes.must(end.status === 'interrupted' && end.content !== '', `ended ${end.status} with ${end.length} units`)
    notes.must(WHOLE.startsWith(end.content), 'the text is not what the model said')
  }
  const allowed = seen !== '' || end.status === 'interrupted' ? 1 : 2
  notes.must(calls <= allowed, `${calls} calls of the model where ${seen.length} units were seen`)
}
