import type { Bot, Conversation, Page, Session, Source } from '@folio/protocol'
import { expect, test } from 'vitest'
import { learn } from './world/library.ts'
import { createPerson, expectStatus, type Person } from './world/person.ts'
import { inEveryWorld, inWorldsApart, newEmail, type World } from './world/world.ts'

const PASSWORD = 'correct horse'

const promises = (world: World) => {
  test('a guest who registers keeps bots, sources and files', async () => {
    const ana = await world.guest()
    const { bot, sources } = await teach(ana)
    const session = expectStatus(
      await ana.post<Session>('/auth/register', { email: newEmail(), password: PASSWORD }),
      201,
    )
    const member = createPerson(ana.base, session, '')
    expect(await botsOf(member)).toEqual(['My documents', 'Cook'])
    expect((await member.get<Bot>(`/api/bots/${bot}`)).json.writable).toBe(true)
    expect(await titlesOf(member, sources)).toEqual(['Soup', 'Bread'])
  })

  test('a guest who signs in brings them along, and a conversation knows what it knew', async () => {
    const email = newEmail()
    const member = await world.member({ email, password: PASSWORD })
    await learn(member, { type: 'text', text: 'Tea is made with water.', title: 'Tea' })
    const guest = await world.guest()
    const { bot, sources } = await teach(guest)
    const file = await guest.upload('notes.md', '# Notes', 'text/markdown')
    const conversationId = await guest.conversation()
    const signedIn = await guest.post<Session>('/auth/login', {
      email,
      password: PASSWORD,
      keep_guest_conversations: true,
    })
    expect([signedIn.status, signedIn.json.user.id]).toEqual([200, member.id])

    expect(await botsOf(member)).toEqual(['My documents', 'Cook', 'My documents as a guest'])
    expect((await member.get<Bot>(`/api/bots/${bot}`)).json).toMatchObject({ is_default: false, writable: true })
    expect(await titlesOf(member, sources)).toEqual(['Soup', 'Bread'])
    const brought = (await member.get<Page<Bot>>('/api/bots')).json.items[2]
    const conversation = (await member.get<Conversation>(`/api/conversations/${conversationId}`)).json
    expect(conversation.bot_id).toBe(brought?.id)
    await learn(member, { type: 'file', file_id: file.file_id })
    // The guest is gone, and nothing is left in that name.
    expect(await tracesOf(world, guest.id)).toEqual({})
  })

  test('a guest who has nothing brings nothing along', async () => {
    const email = newEmail()
    const member = await world.member({ email, password: PASSWORD })
    expect(await botsOf(member)).toEqual(['My documents'])
    const guest = await world.guest()
    expect(await botsOf(guest)).toEqual(['My documents'])
    const conversationId = await guest.conversation()
    await guest.post('/auth/login', { email, password: PASSWORD, keep_guest_conversations: true })
    expect(await botsOf(member)).toEqual(['My documents'])
    expect((await member.get<Conversation>(`/api/conversations/${conversationId}`)).json.bot_id).toBeNull()
  })

  test('a member who had none yet takes over the first bot of the guest', async () => {
    const email = newEmail()
    const member = await world.member({ email, password: PASSWORD })
    const guest = await world.guest()
    const { sources } = await teach(guest)
    await guest.post('/auth/login', { email, password: PASSWORD, keep_guest_conversations: true })
    expect(await botsOf(member)).toEqual(['My documents', 'Cook'])
    expect(await titlesOf(member, sources)).toEqual(['Soup', 'Bread'])
  })

  test('who signs in without them leaves them to the guest', async () => {
    const email = newEmail()
    const member = await world.member({ email, password: PASSWORD })
    const guest = await world.guest()
    const { sources } = await teach(guest)
    await guest.post('/auth/login', { email, password: PASSWORD })
    expect(await botsOf(member)).toEqual(['My documents'])
    expect(await titlesOf(guest, sources)).toEqual(['Soup', 'Bread'])
    for (const id of sources) expect((await member.get(`/api/sources/${id}`)).status).toBe(404)
  })

  test('an erased account leaves nothing of what its bots knew, also where the server is killed at once', async () => {
    const ana = await world.guest()
    const { bot } = await teach(ana)
    const file = await ana.upload('notes.md', '# Notes\n\nRemember the milk.', 'text/markdown')
    await learn(ana, { type: 'file', file_id: file.file_id }, { bot_id: bot })
    await ana.upload('never-used.md', '# Never used', 'text/markdown')
    const before = await tracesOf(world, ana.id)
    expect(before).toMatchObject({ users: 1, bots: 2, sources: 3, files: 2, libraries: 2, documents: 3 })
    expect((await ana.delete('/auth/me')).status).toBe(204)
    await world.kill()
    await world.restart()
    // A lease of the server that was killed ends first.
    await expect.poll(() => tracesOf(world, ana.id), { timeout: 40_000 }).toEqual({})
  }, 60_000)

  test('an admin’s account leaves the organisation what belongs to it', async () => {
    const claims = { org_id: `org of ${newEmail()}`, role: 'admin' }
    const [admin, colleague] = [await world.external(claims), await world.external(claims)]
    const bot = await admin.bot({ name: 'Handbook' })
    const { source_id } = await learn(admin, { type: 'text', text: 'Ask the porter.', title: 'Keys' }, { bot_id: bot })
    await learn(admin, { type: 'text', text: 'Dear diary.', title: 'Diary' })
    expect((await admin.delete('/auth/me')).status).toBe(204)
    await expect.poll(() => tracesOf(world, admin.id), { timeout: 20_000 }).toEqual({ bots: 1, sources: 1 })
    expect(await titlesOf(colleague, [source_id])).toEqual(['Keys'])
    expect((await colleague.delete(`/api/bots/${bot}`)).status).toBe(204)
    await expect.poll(() => tracesOf(world, admin.id), { timeout: 20_000 }).toEqual({})
  })
}

inEveryWorld(promises)
inWorldsApart(promises)

/** A text for the first bot, and one for another. */
async function teach(person: Person): Promise<{ bot: string; sources: string[] }> {
  const soup = await learn(person, { type: 'text', text: 'Soup is boiled for an hour.', title: 'Soup' })
  const bot = await person.bot({ name: 'Cook' })
  const bread = await learn(person, { type: 'text', text: 'Bread rises for a night.', title: 'Bread' }, { bot_id: bot })
  return { bot, sources: [soup.source_id, bread.source_id] }
}

const botsOf = async (person: Person): Promise<string[]> =>
  (await person.get<Page<Bot>>('/api/bots')).json.items.map(({ name }) => name)

async function titlesOf(person: Person, sources: string[]): Promise<string[]> {
  const found = await Promise.all(sources.map(id => person.get<Source>(`/api/sources/${id}`)))
  return found.map(answer => expectStatus(answer, 200).title)
}

/** How many rows speak of somebody, or of what their bots know; those of an organisation's bots are not counted. */
async function tracesOf({ db, catalog }: World, userId: string): Promise<Record<string, number>> {
  const own = <T extends 'bots' | 'sources' | 'files'>(table: T) =>
    catalog
      .selectFrom(table as 'bots')
      .select('id')
      .where('owner_id', '=', userId)
      .execute()
  const bots = await own('bots')
  const counts = { bots: bots.length, sources: (await own('sources')).length, files: (await own('files')).length }
  const users = await db.selectFrom('users').select('id').where('id', '=', userId).execute()
  const jobs = await db.selectFrom('jobs').select('id').where('user_id', '=', userId).execute()
  const orphans = await db.selectFrom('libraries').select(['id', 'bot_id']).execute()
  const kept = await catalog.selectFrom('bots').select(['id', 'owner_id', 'org_id']).execute()
  const theirs = orphans.filter(({ bot_id }) => {
    const bot = kept.find(({ id }) => id === bot_id)
    return !bot || (bot.owner_id === userId && bot.org_id === null)
  })
  const documents = theirs.length
    ? await db
        .selectFrom('documents')
        .select('id')
        .where(
          'library_id',
          'in',
          theirs.map(({ id }) => id),
        )
        .execute()
    : []
  const all = {
    ...counts,
    users: users.length,
    jobs: jobs.length,
    libraries: theirs.length,
    documents: documents.length,
  }
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0))
}
