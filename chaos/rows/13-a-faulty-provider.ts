import type { Message } from '@folio/protocol'
import type { Step } from '../../bench/model/steps.ts'
import { replyText } from '../../bench/model/token.ts'
import type { Person } from '../../server/test/world/person.ts'
import type { Alone, Ground } from '../ground/ground.ts'
import { guestAt } from '../ground/pods.ts'
import { readFaithfully } from '../ground/reader.ts'
import { until, within } from '../ground/wait.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const FIRST_TOKEN_MS = 2_000
const SILENCE_MS = 1_500
const MAX_CHARS = 6_000
/** Behind a timeout nothing is tried again; before, two more times with a pause. */
const GRACE_MS = 1_000
const THREE = replyText(3)

type Case = {
  says: Step[][]
  status: Message['status']
  content: string
  calls: number
  /** The longest it may take from the first call of the model on, in milliseconds. */
  withinMs: number
}

const pieces = (count: number, step: Step[]): Step[] => Array.from({ length: count }, () => step).flat()

const CASES: Record<string, Case> = {
  '429 with Retry-After': {
    says: [[{ status: 429, retryAfter: 1 }], [{ tokens: 3 }]],
    status: 'complete',
    content: THREE,
    calls: 2,
    withinMs: 3_000,
  },
  'always 500': { says: [[{ status: 500 }]], status: 'failed', content: '', calls: 3, withinMs: 4_000 },
  'silent from the start': {
    says: [['headers', 'hang']],
    status: 'failed',
    content: '',
    calls: 1,
    withinMs: FIRST_TOKEN_MS + GRACE_MS,
  },
  'not even headers': {
    says: [['hang']],
    status: 'failed',
    content: '',
    calls: 1,
    withinMs: FIRST_TOKEN_MS + GRACE_MS,
  },
  'silent midway': {
    says: [[{ tokens: 3 }, 'hang']],
    status: 'failed',
    content: THREE,
    calls: 1,
    withinMs: SILENCE_MS + GRACE_MS,
  },
  'a drip of text': {
    says: [pieces(6, [{ text: 'drip ' }, { waitMs: 700 }])],
    status: 'complete',
    content: 'drip '.repeat(6),
    calls: 1,
    withinMs: 6_000,
  },
  'a drip of nothing': {
    says: [[{ tokens: 3 }, ...pieces(40, [{ waitMs: 250 }, { text: '' }])]],
    status: 'failed',
    content: THREE,
    calls: 1,
    withinMs: SILENCE_MS + GRACE_MS,
  },
  'reset inside of a chunk': {
    says: [[{ tokens: 3 }, 'reset']],
    status: 'failed',
    content: THREE,
    calls: 1,
    withinMs: GRACE_MS,
  },
  'dropped midway': { says: [[{ tokens: 3 }, 'drop']], status: 'failed', content: THREE, calls: 1, withinMs: GRACE_MS },
  'reset before any text': { says: [['reset']], status: 'failed', content: '', calls: 3, withinMs: 4_000 },
  'bad UTF-8': {
    says: [[{ tokens: 3 }, 'bad-utf8', { text: ' end' }]],
    status: 'complete',
    content: `${THREE}bad: \ufffd\ufffd( end`,
    calls: 1,
    withinMs: GRACE_MS,
  },
  'malformed JSON': {
    says: [[{ tokens: 3 }, 'malformed', { text: 'behind' }]],
    status: 'failed',
    content: THREE,
    calls: 1,
    withinMs: GRACE_MS,
  },
  endless: {
    says: [[{ tokens: Infinity, perSecond: 4_000 }]],
    status: 'complete',
    content: replyText(MAX_CHARS / 6).slice(0, MAX_CHARS),
    calls: 1,
    withinMs: 4_000,
  },
}

/** Every way in which a provider can fail, one after the other. */
export const row: Row = {
  number: 13,
  name: 'a faulty provider',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openAlone({
      MODEL_FIRST_TOKEN_TIMEOUT: String(FIRST_TOKEN_MS),
      MODEL_SILENCE_TIMEOUT: String(SILENCE_MS),
      MAX_REPLY_CHARS: String(MAX_CHARS),
    })
    const ana = await guestAt(world.pod)
    for (const [name, fault] of Object.entries(CASES)) await meet(ground, notes, world, ana, name, fault)
    return notes
  },
}

async function meet(ground: Ground, notes: Notes, world: Alone, ana: Person, name: string, fault: Case): Promise<void> {
  const { model, pod } = world
  model.reset()
  model.script(...fault.says)
  const reply = await ana.say('hello', { conversationId: await ana.conversation() })
  const reader = readFaithfully(ana, reply, [pod])
  const plain = ana.read(reply, 'text').then(
    text => ({ text, clean: true }),
    () => ({ text: '', clean: false }),
  )
  await until(5_000, () => model.calls() > 0)
  const beganAt = performance.now()
  await within(fault.withinMs + 20_000, name, reader.over)
  const ms = performance.now() - beganAt
  const end = await ana.row(reply)
  const { text, clean } = await plain

  notes.add('faults', 1)
  notes.add('calls', model.calls())
  notes.must(
    ms <= fault.withinMs + ground.noiseMs(beganAt),
    `${name}: ended after ${Math.round(ms)} ms, not ${fault.withinMs}`,
  )
  notes.must(end.status === fault.status, `${name}: ended ${end.status}, not ${fault.status}`)
  notes.must(end.content === fault.content, `${name}: kept ${JSON.stringify(end.content.slice(-80))}`)
  notes.must(model.calls() === fault.calls, `${name}: ${model.calls()} calls, not ${fault.calls}`)
  notes.must(reader.text === end.content, `${name}: a reader has ${reader.text.length} of ${end.length} units`)
  notes.must(clean === (end.status === 'complete'), `${name}: bare text ended ${clean ? 'clean' : 'broken'}`)
  if (clean) notes.must(text === end.content, `${name}: bare text has ${text.length} of ${end.length} units`)
  const isOver = await until(1_000, () => name !== 'endless' || model.aborted() === 1)
  notes.must(isOver < Infinity, `${name}: the model is still speaking`)
}
