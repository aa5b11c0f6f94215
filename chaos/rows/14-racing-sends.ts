import type { Exchange, Message } from '@folio/protocol'
import { newId } from '../../server/src/lib/id.ts'
import type { Person } from '../../server/test/world/person.ts'
import type { Many } from '../ground/many.ts'
import { at, guestAt } from '../ground/pods.ts'
import { within } from '../ground/wait.ts'
import { callsOf } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const RACERS = 20
const RACES = 5

/** The same send twenty times at once, at two pods; its key with another text; two devices at once. */
export const row: Row = {
  number: 14,
  name: 'racing sends',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openMany(2)
    const ana = await guestAt(world.pods[0])
    for (let race = 0; race < RACES * ground.rounds; race++) {
      await race20(notes, world, ana, race)
      await twoDevices(notes, world, ana, race)
    }
    return notes
  },
}

async function race20(notes: Notes, { model, pods }: Many, ana: Person, race: number): Promise<void> {
  const path = `/api/conversations/${await ana.conversation()}/messages`
  const name = `tokens-9.race-${race}`
  const body = { id: newId(), reply_id: newId(), content: 'hello', model: name }
  const send = (n: number, given: object) => at(pods[n % 2] ?? pods[0], ana).post<Exchange>(path, given)
  const answers = await Promise.all(Array.from({ length: RACERS }, (_, n) => send(n, body)))
  const count = (status: number) => answers.filter(answer => answer.status === status).length
  const replayed = answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length
  const replies = new Set(answers.map(({ json }) => json.reply?.id))
  notes.add('sends', RACERS)
  notes.add('replays', replayed)
  notes.must(count(202) === 1 && count(200) === RACERS - 1, `${count(202)} × 202 and ${count(200)} × 200`)
  notes.must(replayed === RACERS - 1, `${replayed} answers were replays`)
  notes.must(replies.size === 1 && replies.has(body.reply_id), `${replies.size} replies`)
  for (const n of [0, 1]) {
    const { status } = await send(n, { ...body, content: 'something else' })
    notes.must(status === 422, `the same key with another text answers ${status}`)
  }
  const end = await within(10_000, 'the one reply', ana.ended({ id: body.reply_id }))
  notes.must(end.status === 'complete', `ended ${end.status}`)
  notes.add('calls', callsOf(model, name))
  notes.must(callsOf(model, name) === 1, `${callsOf(model, name)} calls of the model`)
}

/** Each at a pod of its own, in one conversation: one after the other, and each knows of the one before. */
async function twoDevices(notes: Notes, { model, pods }: Many, ana: Person, race: number): Promise<void> {
  const conversationId = await ana.conversation()
  const names = [0, 1].map(n => `echo.race-${race}-${n}`)
  const replies = await Promise.all(
    pods.map((pod, n) => at(pod, ana).say(`device ${n}`, { conversationId, model: names[n] ?? '' })),
  )
  const ends = await within(15_000, 'two devices at once', Promise.all(replies.map(reply => ana.ended(reply))))
  const { items } = (await ana.get<{ items: Message[] }>(`/api/conversations/${conversationId}/messages`)).json
  const roles = items.map(({ role }) => role).join()
  notes.add('at once', 2)
  notes.must(roles === 'user,assistant,user,assistant', `the conversation reads ${roles}`)
  notes.must(
    ends.every(({ status }) => status === 'complete'),
    `ended ${ends.map(({ status }) => status).join()}`,
  )
  const [first, second] = items.filter(({ role }) => role === 'assistant')
  // The model says how many messages it was sent.
  notes.must(first?.content === 'messages: 1', `the first one: ${first?.content}`)
  notes.must(second?.content === 'messages: 3', `the second one: ${second?.content}`)
  const finished = [first, second].map(one => Date.parse(one?.finished_at ?? ''))
  notes.must((finished[0] ?? 0) <= (finished[1] ?? 0), 'the second one ended before the first')
  for (const name of names) notes.must(callsOf(model, name) === 1, `${callsOf(model, name)} calls of the model`)
}
