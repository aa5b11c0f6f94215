import type { Page, SearchItem, Session } from '@folio/protocol'
import { expect, test } from 'vitest'
import type { Person } from './world/person.ts'
import { inEveryWorld, newEmail } from './world/world.ts'

inEveryWorld(world => {
  const find = async (who: Person, q: string, more = ''): Promise<SearchItem[]> =>
    (await who.get<Page<SearchItem>>(`/api/search?q=${encodeURIComponent(q)}${more}`)).json.items
  /** What was found, in short. */
  const found = async (who: Person, q: string) => (await find(who, q)).map(item => item.message_id ?? 'title')
  const said = async (who: Person, content: string, conversationId: string, replied = 'As you say.') => {
    world.model.script([{ text: replied }])
    const reply = await who.say(content, { conversationId })
    await who.ended(reply)
    return reply
  }

  test('by a word, by its beginning, without its accents, by several; the newest first, with what stands around it', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation({ title: 'Übergrößen' })
    const first = await said(
      ana,
      'Where is the café in Málaga?',
      conversationId,
      'Behind the **Alcazaba**, by the sea.',
    )
    const second = await said(ana, 'And a cafe by the river?', conversationId, 'In 京都 there are many.')
    expect(await found(ana, 'MALAGA')).toEqual([first.messageId])
    expect(await found(ana, 'alcaz')).toEqual([first.id])
    expect(await found(ana, 'café')).toEqual([second.messageId, first.messageId])
    expect(await found(ana, 'cafe river')).toEqual([second.messageId])
    expect(await found(ana, '京都')).toEqual([second.id])
    expect(await found(ana, 'river sea')).toEqual([])
    expect(await found(ana, '"cafe" OR (river*)')).toEqual([])
    expect(await found(ana, '— "river"! cafe: 🙂')).toEqual([second.messageId])
    expect(await found(ana, ' 🙂 *:-"')).toEqual([])
    const [item] = await find(ana, 'alcaz')
    expect(item).toEqual({
      kind: 'message',
      conversation_id: conversationId,
      conversation_title: 'Übergrößen',
      message_id: first.id,
      role: 'assistant',
      snippet: { text: 'Behind the **Alcazaba**, by the sea.', marks: [[13, 21]] },
      archived: false,
      created_at: (await ana.row(first)).created_at,
    })
    expect(await find(ana, 'ubergrossen')).toMatchObject([
      { kind: 'title', message_id: null, role: null, snippet: { text: 'Übergrößen', marks: [[0, 10]] } },
    ])
  })

  test('on every branch, in what was stopped, and under the title of now', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation({ title: 'before' })
    const first = await said(ana, 'the original wording', conversationId, 'granted')
    world.model.script([{ text: 'midway through' }, 'hang'])
    await ana.post(`/api/messages/${first.messageId}/edit`, { content: 'another phrase' })
    const [other] = await find(ana, 'phrase')
    const { json } = await ana.get<{ head_message_id: string }>(`/api/conversations/${conversationId}`)
    const reader = await ana.follow({ id: json.head_message_id })
    await reader.until(() => reader.text !== '')
    expect(await found(ana, 'midway')).toEqual([])
    await ana.post(`/api/messages/${json.head_message_id}/stop`)
    await reader.over
    expect(await found(ana, 'midway')).toEqual([json.head_message_id])
    expect(await found(ana, 'original')).toEqual([first.messageId])
    expect(other?.message_id).not.toBe(first.messageId)
    await ana.patch(`/api/conversations/${conversationId}`, { title: 'afterwards', archived: true })
    expect(await found(ana, 'before')).toEqual([])
    expect(await find(ana, 'afterw')).toMatchObject([{ kind: 'title', archived: true }])
    await ana.delete(`/api/conversations/${conversationId}`)
    for (const q of ['original', 'phrase', 'midway', 'afterwards']) expect(await found(ana, q)).toEqual([])
  })

  test('by nobody else, and by whoever takes a guest in', async () => {
    const guest = await world.guest()
    const mine = await said(guest, 'a lighthouse', await guest.conversation())
    const email = newEmail()
    const member = await world.member({ email, password: 'correct horse' })
    const theirs = await said(member, 'their lighthouse', await member.conversation())
    expect(await found(guest, 'lighthouse')).toEqual([mine.messageId, 'title'])
    expect(await found(member, 'lighthouse')).toEqual([theirs.messageId, 'title'])
    await guest.post<Session>('/auth/login', { email, password: 'correct horse', keep_guest_conversations: true })
    expect((await found(member, 'lighthouse')).filter(id => id !== 'title')).toEqual([theirs.messageId, mine.messageId])
    // What was taken in goes on where it is.
    const later = await said(member, 'another lighthouse', mine.conversationId)
    expect((await found(member, 'lighthouse'))[0]).toBe(later.messageId)
    expect((await member.delete('/auth/me')).status).toBe(204)
    const { entries } = await world.db
      .selectFrom('search_entries')
      .innerJoin('search_shelves', 'search_shelves.id', 'search_entries.shelf_id')
      .select(({ fn }) => fn.countAll<number>().as('entries'))
      .where('search_shelves.user_id', 'in', [guest.id, member.id])
      .executeTakeFirstOrThrow()
    expect(entries).toBe(0)
  })

  test('page by page, nothing twice and nothing left out', async () => {
    const ana = await world.guest()
    const all: string[] = []
    for (let n = 0; n < 13; n++) {
      await ana.conversation({ title: `plan ${n}` })
      all.unshift(`plan ${n}`)
    }
    const pages: string[][] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/api/search?q=plan&limit=5${cursor && `&cursor=${cursor}`}`
      const { json } = await ana.get<Page<SearchItem>>(path)
      pages.push(json.items.map(item => item.conversation_title))
      cursor = json.next_cursor
    }
    expect(pages.map(page => page.length)).toEqual([5, 5, 3])
    expect(pages.flat()).toEqual(all)
    for (const query of ['', 'q=x&limit=0', 'q=x&limit=51', 'q=x&cursor=nonsense', `q=${'x'.repeat(201)}`, 'q=%00'])
      expect([query, (await ana.get(`/api/search?${query}`)).status]).toEqual([query, 400])
  })

  test('what a killed server had accepted is found, and what it had not finished once that has ended', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    world.model.script([{ text: 'unfinished business' }, 'hang'], [{ text: 'finished after all' }])
    const reply = await ana.say('remember the barometer', { conversationId })
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text !== '')
    await world.kill()
    await world.restart()
    expect((await found(ana, 'barometer')).filter(id => id !== 'title')).toEqual([reply.messageId])
    // Among many others take it over once they have waited for long: a-reply-outlives-its-pod.
    if (world.kind === 'pods') return
    await expect.poll(async () => (await ana.row(reply)).status, { timeout: 20_000 }).not.toBe('streaming')
    const [word = ''] = (await ana.row(reply)).content.split(' ')
    expect(await found(ana, word)).toEqual([reply.id])
  })
})
