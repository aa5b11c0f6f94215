import type { DeviceSession, Share } from '@folio/protocol'
import { newId } from '../../src/lib/id.ts'
import { MEMBERS, type Caller, type Member, type Things } from '../access-matrix.ts'
import { createGate, type Gate } from './gate.ts'
import { learn } from './library.ts'
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

/** Who is in an organisation and who is not, and what belongs to it. */
export type Organisation = { people: Record<Member, Person>; things: Things }

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
  const outsider = await world.external({ org_id: 'elsewhere', role: 'admin' })
  const people = { owner, other, guest, ended, outsider }

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
  const taught = await teach(owner)
  const shared = (await owner.post<Share>(`/api/conversations/${reply.conversationId}/shares`)).json
  const { items: devices } = (await owner.get<{ items: DeviceSession[] }>('/auth/sessions')).json
  const device = devices[0]?.id ?? ''

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
      ...taught,
      device,
      session: 'a-session',
      share: shared.id,
      shareToken: shared.token,
      email,
      password: PASSWORD,
      cookie: caller === 'nobody' ? '' : people[caller].cookie,
      newId: newId(),
      newEmail: newEmail(),
    }),
  }
}

/** The same of an organisation, whose things `thingsFor` names then; whatever else is named is the owner's. */
export async function setOrganisation(world: World, { people, thingsFor }: Stage): Promise<Organisation> {
  const org_id = newId()
  const admin = await world.external({ org_id, role: 'admin' })
  const colleague = await world.external({ org_id, role: 'member' })
  const things = { ...thingsFor('owner'), ...(await teach(admin)) }
  return { people: { admin, colleague, outsider: people.outsider }, things }
}

/** A bot of somebody's, and what it knows. */
async function teach(person: Person): Promise<Pick<Things, 'bot' | 'source' | 'job' | 'file'>> {
  const bot = await person.bot({ name: `${CANARY} bot` })
  const taught = await learn(person, { type: 'text', text: `${CANARY} passage` }, { bot_id: bot })
  const { file_id: file } = await person.upload('notes.md', `# ${CANARY} file`, 'text/markdown')
  return { bot, source: taught.source_id, job: taught.job_id, file }
}

/** Those who may see and change the least first. */
export const MEMBERS_IN_TURN: readonly Member[] = [...MEMBERS].reverse()

/** Those who are to be refused first, the owner last: what the owner does, they could not find any more. */
export const IN_TURN: readonly Caller[] = ['ended', 'nobody', 'outsider', 'guest', 'other', 'owner']

/** Every row there is, without what changes by itself. */
export async function readRows({ db, catalog }: World): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {}
  const note = (table: string, found: readonly object[]) => {
    rows[table] = found.map(row => JSON.stringify({ ...row, lease_until: null })).sort()
  }
  for (const table of CHAT_TABLES) note(table, await db.selectFrom(table).selectAll().execute())
  for (const table of CATALOG_TABLES) note(table, await catalog.selectFrom(table).selectAll().execute())
  return rows
}

const CHAT_TABLES = [
  'users',
  'sessions',
  'refresh_tokens',
  'usage_days',
  'conversations',
  'messages',
  'tombstones',
  'shares',
  'share_pieces',
  'libraries',
  'documents',
  'document_versions',
  'chunks',
  'places',
  'postings',
  'embeddings',
  'jobs',
] as const
const CATALOG_TABLES = ['organisations', 'bots', 'sources', 'files'] as const
