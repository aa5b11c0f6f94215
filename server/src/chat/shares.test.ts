import { MAX_SHARE_CHARS, type CitationPart, type SharedMessage } from '@folio/protocol'
import type { CompiledQuery } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { systemClock as clock } from '../lib/clock.ts'
import type { Store } from '../store/open.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { addConversation, addMessages, addUser } from '../store/testing/rows.ts'
import { listening, scansOf } from '../store/testing/scans.ts'
import type { Caller } from './caller.ts'
import { createShares } from './shares.ts'

const ana: Caller = { userId: 'ana', kind: 'guest', sessionId: 'here' }

onEachDatabase(store => {
  const open = (given: Partial<Parameters<typeof createShares>[0]> = {}) => {
    return createShares({ store: store(), clock, findAround: async () => ({ before: '', after: '' }), ...given })
  }
  beforeAll(() => addUser(store(), 'ana'))

  it('a long conversation comes in pieces, each of its messages once and in order', async () => {
    const id = await talk(store(), { messages: 100, chars: 10_000 })
    const shares = open()
    const share = await shares.create(ana, id)
    const pieces: string[] = []
    for await (const piece of shares.pieces(share)) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(10)
    expect(Math.max(...pieces.map(piece => piece.length))).toBeLessThan(100_000)
    const messages = pieces.flatMap(piece => JSON.parse(piece) as SharedMessage[])
    expect(messages.map(({ content }) => parseInt(content))).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect(share.messages).toBe(100)
  })

  it('one that is too long is refused, and nothing of it is kept', async () => {
    const id = await talk(store(), { messages: 21, chars: MAX_SHARE_CHARS / 20 })
    await expect(open().create(ana, id)).rejects.toMatchObject({ code: 'too_long_to_share' })
    expect((await open().listOf('ana', id, { limit: 30 })).items).toEqual([])
  })

  it('who reads while it is taken back is told so', async () => {
    const shares = open()
    const share = await shares.create(ana, await talk(store(), { messages: 20, chars: 10_000 }))
    const read = async () => {
      for await (const _ of shares.pieces(share)) await shares.revoke('ana', share.id).catch(() => {})
    }
    await expect(read()).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a passage that is cited again and again is looked up once', async () => {
    const part = { type: 'citation', n: 1, source_id: 's', document_id: 'd', title: 'Tea', start: 0, end: 3 } as const
    const cited: CitationPart = { ...part, page: null, heading_path: [], quote: 'Tea' }
    const id = await talk(store(), { messages: 6, chars: 10, marks: JSON.stringify([[4, cited]]) })
    let asked = 0
    const findAround = async () => ({ before: `${++asked} `, after: ' more' })
    const shares = open({ findAround })
    const { value: piece } = await shares.pieces(await shares.create(ana, id)).next()
    const quoted = (JSON.parse(piece) as SharedMessage[]).flatMap(({ citations }) => citations)
    expect(quoted.map(({ before, quote, after }) => before + quote + after)).toEqual(Array(6).fill('1 Tea more'))
  })

  it('others have their turn between any two passages that are looked for', async () => {
    const part = { type: 'citation', n: 1, source_id: 's', document_id: 'd', title: 'Tea', end: 3 } as const
    const cited = Array.from({ length: 50 }, (_, start) => [
      start,
      { ...part, start, page: null, heading_path: [], quote: 'Tea' },
    ])
    const id = await talk(store(), { messages: 1, chars: 10, marks: JSON.stringify(cited) })
    let turns = 0
    const heard = new Set<number>()
    const findAround = async () => {
      heard.add(turns)
      setImmediate(() => turns++)
      return { before: '', after: '' }
    }
    await open({ findAround }).create(ana, id)
    expect(heard.size).toBe(50)
  })

  it('no query of it reads a whole table', async () => {
    const asked: CompiledQuery[] = []
    const shares = open({ store: listening(store(), query => asked.push(query)) })
    const share = await shares.create(ana, await talk(store(), { messages: 4, chars: 10 }))
    await shares.list('ana', { limit: 1 })
    await shares.list('ana', { limit: 1, cursor: share.id })
    await shares.listOf('ana', share.conversation_id, { limit: 1 })
    for await (const _ of shares.pieces(await shares.open(share.token)));
    await shares.revoke('ana', share.id)
    expect(asked.length).toBeGreaterThan(10)
    for (const query of asked) expect([query.sql, ...(await scansOf(store(), query))]).toEqual([query.sql])
  })
})

let talks = 0

/** A conversation of Ana's; each message begins with its number. */
async function talk(store: Store, given: { messages: number; chars: number; marks?: string }): Promise<string> {
  const { messages, chars, marks = null } = given
  const id = `talk-${++talks}`
  await addConversation(store, { id, user_id: 'ana', head_message_id: `${id}-${messages - 1}` })
  const rows = Array.from({ length: messages }, (_, n) => ({
    id: `${id}-${n}`,
    conversation_id: id,
    seq: n + 1,
    parent_id: n === 0 ? null : `${id}-${n - 1}`,
    content: `${n} `.padEnd(chars, 'words '),
    marks,
  }))
  await addMessages(store, ...rows)
  return id
}
