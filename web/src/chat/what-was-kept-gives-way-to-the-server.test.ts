import type { Conversation } from '@folio/protocol'
import { expect, test } from 'vitest'
import { reduce } from './reduce.ts'
import { EMPTY, type ChatState } from './state.ts'
import { outgoing, question, reply, TALK } from './testing/world.ts'

const conversation = (id: string, rev = 1): Conversation => ({
  id,
  title: id,
  model: null,
  system_prompt: null,
  pinned: false,
  archived: false,
  bot_id: null,
  head_message_id: null,
  rev,
  replying: false,
  created_at: '2026-03-01T10:00:00.000Z',
  updated_at: '2026-03-01T10:00:00.000Z',
})
const pair = [question('q1'), reply('r1', 'q1', { status: 'complete', content: 'Kept.' })]
const failure = { code: 'offline', detail: '', requestId: null } as const

function read(): ChatState {
  const opened = reduce({ ...EMPTY, open: TALK }, { type: 'path loading', conversationId: TALK })
  const failed = reduce(opened, { type: 'path failed', conversationId: TALK, failure })
  const listed = reduce(failed, { type: 'kept list', conversations: [conversation(TALK), conversation('gone')] })
  return reduce(listed, { type: 'kept path', conversation: conversation(TALK), items: pair, older: 'before' })
}

test('what was kept is shown where the server has said nothing', () => {
  const state = read()
  expect(state.paths[TALK]).toMatchObject({ status: 'kept', ids: ['q1', 'r1'] })
  expect(Object.keys(state.conversations)).toEqual([TALK, 'gone'])
  // Asking once more in vain takes nothing away.
  const again = reduce(read(), { type: 'path loading', conversationId: TALK })
  expect(reduce(again, { type: 'path failed', conversationId: TALK, failure }).paths[TALK]?.ids).toEqual(['q1', 'r1'])
})

test('what the server has said already is not replaced by it', () => {
  const items = [question('q2')]
  const ready = reduce(EMPTY, { type: 'path', conversationId: TALK, items, older: null, before: false })
  const next = reduce(ready, { type: 'kept path', conversation: conversation(TALK), items: pair, older: null })
  expect(next.paths[TALK]).toMatchObject({ status: 'ready', ids: ['q2'] })
})

test("the server's rows take its place, whole", () => {
  const items = [pair[1] ?? question('r1'), question('q2', { parent_id: 'r1' })]
  const next = reduce(read(), { type: 'path', conversationId: TALK, items, older: 'r1', before: false })
  expect(next.paths[TALK]).toMatchObject({ status: 'ready', ids: ['r1', 'q2'], older: 'r1' })
})

test('a conversation that the server does not list, or know, is gone', () => {
  const listed = reduce(read(), { type: 'conversations', items: [conversation(TALK)], older: null, more: false })
  expect(Object.keys(listed.conversations)).toEqual([TALK])
  expect(listed.list).toEqual({ status: 'ready', older: null, kept: false })
  const unknown = { ...failure, code: 'not_found' as const }
  const missing = reduce(read(), { type: 'path failed', conversationId: TALK, failure: unknown })
  expect(missing.paths[TALK]).toMatchObject({ status: 'missing', ids: [] })
})

test('what was sent meanwhile stays behind what was kept, and behind the rows that replace it', () => {
  const sent = reduce(read(), { type: 'outgoing', outgoing: outgoing('q2'), now: 0 })
  expect(sent.paths[TALK]?.ids).toEqual(['q1', 'r1', 'q2', 'q2-reply'])
  const next = reduce(sent, { type: 'path', conversationId: TALK, items: pair, older: null, before: false })
  expect(next.paths[TALK]?.ids).toEqual(['q1', 'r1', 'q2', 'q2-reply'])
})
