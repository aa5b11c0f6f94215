import { newId } from '../../src/lib/id.ts'
import { CALLERS, type Caller, type Things } from '../access-matrix.ts'
import { createGate, type Gate } from './gate.ts'
import type { Person } from './person.ts'
import { newEmail, type World } from './world.ts'

/** In all that belongs to the owner, and in nothing that anybody else may be told. */
export const CANARY = 'for-the-owner-alone'
const PASSWORD = 'correct horse'

type Cast = Record<Exclude<Caller, 'nobody'>, Person>
export type Stage = {
  people: Cast
  /** As `caller` would speak of them. */
  thingsFor(caller: Caller): Things
  /** Lets the owner's running reply end. */
  gate: Gate
}

let known: { world: World; other: Person; email: string } | undefined

/** Everybody in the matrix, and all that the owner has: made anew, but for the member, whose password takes long to hash. */
export async function setStage(world: World): Promise<Stage> {
  const isThere = known?.world === world && (await known.other.get('/auth/me')).status === 200
  if (!known || !isThere) {
    const email = newEmail()
    known = { world, other: await world.member({ email, password: PASSWORD }), email }
  }
  const { other, email } = known
  const [owner, guest, ended] = await Promise.all([world.guest(), world.guest(), world.guest()])
  await ended.post('/auth/logout')
  const people = { owner, other, guest, ended }

  const gate = createGate()
  // What others have left to be written would be given their words.
  await world.fresh()
  world.model.script(
    [{ text: `${CANARY} reply` }],
    [{ text: `${CANARY} stopped` }, 'hang'],
    [{ text: `${CANARY} running` }, { until: gate.opened }, { text: ' to its end' }],
    [{ text: 'any other' }],
  )
  const begin = async (content: string) => {
    const conversationId = await owner.conversation({ title: `${CANARY} title` })
    const reply = await owner.say(content, { conversationId })
    const reader = await owner.follow(reply)
    await reader.until(() => reader.text.startsWith(CANARY))
    return { reply, reader }
  }
  const { reply, reader } = await begin('hello')
  await reader.over
  const stopped = await begin(`${CANARY} second`)
  await owner.post(`/api/messages/${stopped.reply.id}/stop`)
  await stopped.reader.over
  const running = await begin(`${CANARY} third`)
  running.reader.leave()

  return {
    people,
    gate,
    thingsFor: caller => ({
      ownerId: owner.id,
      conversation: reply.conversationId,
      message: reply.messageId,
      reply: reply.id,
      stopped: stopped.reply.id,
      running: running.reply.id,
      session: 'a-session',
      email,
      password: PASSWORD,
      cookie: caller === 'nobody' ? '' : people[caller].cookie,
      newId: newId(),
      newEmail: newEmail(),
    }),
  }
}

/** Those who are to be refused first, the owner last: what the owner does, they could not find any more. */
export const IN_TURN: readonly Caller[] = [...CALLERS].reverse()

/** Every row there is, without what changes by itself. */
export async function readRows({ db }: World): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {}
  for (const table of ['users', 'sessions', 'refresh_tokens', 'conversations', 'messages', 'tombstones'] as const) {
    const found = await db.selectFrom(table).selectAll().execute()
    rows[table] = found.map(row => JSON.stringify({ ...row, lease_until: null })).sort()
  }
  return rows
}
