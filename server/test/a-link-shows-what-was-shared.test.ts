import type { Message, Page, Share, SharedConversation } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { createGate } from './world/gate.ts'
import { ask } from './world/http.ts'
import { learn } from './world/library.ts'
import { expectStatus, type Person } from './world/person.ts'
import { fileOf, imported, madeUp } from './world/transfer.ts'
import { inEveryWorld, newEmail, type World } from './world/world.ts'

const TEA = 'Green tea is steeped at eighty degrees for two minutes. Hotter water makes it bitter.'
const NOWHERE = 'A'.repeat(43)

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('whoever has the link sees the branch as it was, and nothing of whose it is', async () => {
    const { ana, conversationId } = await talk(world, ['one', 'two'])
    const { items } = (await ana.get<Page<Message>>(`/api/conversations/${conversationId}/messages`)).json
    const share = await shareOf(ana, conversationId)
    expect(share).toMatchObject({ conversation_id: conversationId, title: 'Plans', messages: 4 })
    expect(share.url).toBe(`/s/${share.token}`)
    expect(share.token).toMatch(/^[\w-]{43}$/)

    const seen = await look(world, share)
    expect(seen.json).toEqual({
      title: 'Plans',
      created_at: share.created_at,
      messages: items.map(({ role, content, status, created_at }) => {
        return { role, content, status, created_at, citations: [] }
      }),
    })
    const page = await world.ask('GET', share.url)
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    for (const { headers, text } of [seen, page]) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
        'referrer-policy': 'no-referrer',
      })
      for (const id of [ana.id, conversationId, share.id, ...items.map(item => item.id)]) expect(text).not.toContain(id)
    }
    // What is said, renamed and chosen afterwards is not in it.
    await ana.ended(await ana.say('three', { conversationId }))
    await ana.patch(`/api/conversations/${conversationId}`, { title: 'Renamed', head_message_id: items[0]?.id })
    expect((await look(world, share)).text).toBe(seen.text)
    expect((await world.ask('GET', share.url)).text).toBe(page.text)
  })

  test('a reply under way is left out with its question; with nothing else there is nothing to share', async () => {
    const { ana, conversationId } = await talk(world, ['one'])
    const gate = createGate()
    world.model.script([{ text: 'half of it' }, { until: gate.opened }, { text: ' and the rest' }])
    const running = await ana.say('two', { conversationId })
    const reader = await ana.follow(running)
    await reader.until(() => reader.text !== '')
    const share = await shareOf(ana, conversationId)
    expect((await look(world, share)).json.messages.map(({ content }) => content)).toEqual(['one', 'one answered'])

    const empty = await ana.conversation()
    const refused = await ana.post(`/api/conversations/${empty}/shares`)
    expect([refused.status, refused.json.code]).toEqual([409, 'nothing_to_share'])
    gate.open()
    await reader.over
    expect((await look(world, share)).json.messages).toHaveLength(2)
  })

  test('a citation keeps its passage and what stands around it, also when its source is gone', async () => {
    const ana = await world.guest()
    const filler = (name: string) => `# ${name}\n\n${`${name} are told of here at some length. `.repeat(90)}`
    const text = `${filler('Ants')}\n\n# Tea\n\n${TEA}\n\n${filler('Bees')}`
    const { file_id } = await ana.upload('notes.md', text)
    const { source_id } = await learn(ana, { type: 'file', file_id, title: 'Notes' })
    world.model.script([{ text: 'At eighty degrees [1].' }])
    const reply = await ana.say('How is green tea steeped, and in which water?', {
      conversationId: await ana.conversation(),
    })
    const [cited] = (await ana.ended(reply)).citations
    const share = await shareOf(ana, reply.conversationId)
    const known = (await look(world, share)).json.messages[1]?.citations[0]
    expect(known).toMatchObject({ n: 1, at: 'At eighty degrees'.length, title: 'Notes', quote: cited?.quote })
    const whole = (await ana.get(`/api/sources/${source_id}/text`)).text
    const near = `${known?.before}${known?.quote}${known?.after}`.replace(/^…|…$/g, '')
    expect(whole).toContain(near)
    expect(known?.before).toContain('Ants')
    expect(known?.after).toContain('Bees')
    expect(JSON.stringify(known)).not.toContain(source_id)

    await ana.delete(`/api/training/delete/${source_id}`)
    expect((await look(world, share)).json.messages[1]?.citations).toEqual([known])
    // Who shares it now has no more than what the reply quotes.
    const later = (await look(world, await shareOf(ana, reply.conversationId))).json.messages[1]?.citations[0]
    expect(later).toEqual({ ...known, before: '', after: '' })
  })

  test('who makes a citation up gets nothing of what is somebody else’s', async () => {
    const [ana, eve] = [await world.guest(), await world.guest()]
    const filler = (name: string) => `# ${name}\n\n${`${name} are told of here at some length. `.repeat(90)}`
    const { source_id } = await learn(ana, {
      type: 'text',
      text: `${filler('Ants')}\n\n${filler('Bees')}`,
      title: 'Notes',
    })
    const own = await learn(eve, { type: 'text', text: 'Nothing of that.', title: 'Empty' })
    world.model.script([{ text: 'Ants [1].' }])
    const reply = await ana.say('What is told of ants?', { conversationId: await ana.conversation() })
    const [cited] = (await ana.ended(reply)).citations
    if (!cited) throw new Error('nothing was cited')
    for (const claimed of [source_id, own.source_id]) {
      const { document_id, title, start, end, page, heading_path, quote } = cited
      const n = 1
      const mark = {
        type: 'citation',
        n,
        source_id: claimed,
        document_id,
        title,
        start,
        end,
        page,
        heading_path,
        quote,
      }
      const id = newId()
      const file = madeUp(id, [newId(), newId()]) as { messages: object[] }
      file.messages[1] = { ...file.messages[1], marks: [[3, mark]] }
      await imported(eve, fileOf(file))
      const shown = (await look(world, await shareOf(eve, id))).json.messages[1]?.citations[0]
      expect(shown).toMatchObject({ quote, before: '', after: '' })
    }
  })

  test('what is taken back is gone at once, wherever it is asked for, and only its owner takes it back', async () => {
    const { ana, conversationId } = await talk(world, ['one'])
    const [share, other] = [await shareOf(ana, conversationId), await shareOf(ana, conversationId)]
    expect(share.token).not.toBe(other.token)
    const ben = await world.guest()
    expect((await ben.delete(`/api/shares/${share.id}`)).status).toBe(404)
    expect((await look(world, share)).status).toBe(200)
    expect((await ana.delete(`/api/shares/${share.id}`)).status).toBe(204)
    for (const { base } of world.pods) {
      for (const path of [`/api/shares/${share.token}`, share.url]) {
        const gone = await ask(base, 'GET', path)
        expect([path, gone.status, gone.headers['cache-control']]).toEqual([path, 404, 'no-store'])
        expect(gone.text).not.toContain('one answered')
      }
    }
    expect((await ana.delete(`/api/shares/${share.id}`)).status).toBe(404)
    expect((await look(world, other)).status).toBe(200)
  })

  test('a link goes with its conversation, and with the account', async () => {
    const { ana, conversationId } = await talk(world, ['one'])
    const share = await shareOf(ana, conversationId)
    await ana.delete(`/api/conversations/${conversationId}`)
    expect((await look(world, share)).status).toBe(404)
    const second = await talk(world, ['one'])
    const erased = await shareOf(second.ana, second.conversationId)
    await second.ana.delete('/auth/me')
    expect((await look(world, erased)).status).toBe(404)
    const left = world.db.selectFrom('share_pieces').select('n').where('share_id', 'in', [share.id, erased.id])
    expect(await left.execute()).toEqual([])
  })

  test('who was a guest takes their links along', async () => {
    const email = newEmail()
    const member = await world.member({ email, password: 'correct horse' })
    const { ana, conversationId } = await talk(world, ['one'])
    const share = await shareOf(ana, conversationId)
    const body = { email, password: 'correct horse', keep_guest_conversations: true }
    expect((await ana.post('/auth/login', body)).status).toBe(200)
    expect((await look(world, share)).status).toBe(200)
    expect((await member.get<Page<Share>>('/api/shares')).json.items).toEqual([share])
    expect((await member.delete(`/api/shares/${share.id}`)).status).toBe(204)
    expect((await look(world, share)).status).toBe(404)
  })

  test('links are listed page by page, the newest first: all of them, and those of one conversation', async () => {
    const { ana, conversationId } = await talk(world, ['one'])
    const elsewhere = await talk(world, ['two'], ana)
    const made: Share[] = []
    for (const id of [conversationId, elsewhere.conversationId, conversationId]) made.push(await shareOf(ana, id))
    const first = (await ana.get<Page<Share>>('/api/shares?limit=2')).json
    expect(first.items).toEqual([made[2], made[1]])
    const rest = (await ana.get<Page<Share>>(`/api/shares?limit=2&cursor=${first.next_cursor}`)).json
    expect(rest).toEqual({ items: [made[0]], next_cursor: null })
    const own = (await ana.get<Page<Share>>(`/api/conversations/${conversationId}/shares`)).json
    expect(own).toEqual({ items: [made[2], made[0]], next_cursor: null })
    for (const query of ['limit=0', 'limit=101', 'cursor=nonsense'])
      expect((await ana.get(`/api/shares?${query}`)).status).toBe(400)
  })

  test('no token is in the log, whatever became of it', async () => {
    const { ana, conversationId } = await talk(world, ['one'])
    const share = await shareOf(ana, conversationId)
    const before = world.log.length
    await look(world, share)
    await world.ask('GET', share.url)
    await ana.delete(`/api/shares/${share.id}`)
    await world.ask('GET', share.url)
    await world.ask('GET', `${share.url}/more`)
    await expect.poll(() => world.log.slice(before).filter(line => line.includes('/s/:token')).length).toBe(2)
    expect(world.log.join('\n')).not.toContain(share.token)
  })

  test('what leads nowhere is told in the language of who asks, and is the same for every link', async () => {
    const page = (path: string, language: string) =>
      world.ask('GET', path, { headers: { 'accept-language': language } })
    const english = await page(`/s/${NOWHERE}`, 'fr, en;q=0.5')
    expect([english.status, english.headers['content-language']]).toEqual([404, 'en'])
    expect(english.text).toContain('<html lang="en">')
    // Who tries one after the other is counted, by address.
    expect(english.headers.ratelimit).toMatch(/^"requests";r=\d+/)
    const german = await page('/s/short', 'de-AT,de;q=0.9,en;q=0.8')
    expect([german.status, german.headers['content-language']]).toEqual([404, 'de'])
    expect(german.text).toContain('<html lang="de">')
    expect(german.headers['content-security-policy']).toContain("script-src 'none'")
    expect(german.text).not.toContain('<script')
    expect((await page(`/s/${NOWHERE}`, 'en')).text).toBe(english.text)
  })
})

/** Somebody, and a conversation in which each question was answered. */
async function talk(world: World, questions: readonly string[], person?: Person) {
  const ana = person ?? (await world.guest())
  const conversationId = await ana.conversation({ title: 'Plans' })
  for (const question of questions) {
    world.model.script([{ text: `${question} answered` }])
    await ana.ended(await ana.say(question, { conversationId }))
  }
  return { ana, conversationId }
}

async function shareOf(person: Person, conversationId: string): Promise<Share> {
  return expectStatus(await person.post<Share>(`/api/conversations/${conversationId}/shares`), 201)
}

const look = (world: World, { token }: Share) => world.ask<SharedConversation>('GET', `/api/shares/${token}`)
