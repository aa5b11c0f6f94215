import type { Conversation } from '@folio/protocol'
import { expect, test } from 'vitest'
import { inventedConversation } from './conversations.ts'
import { markOf } from './marks.ts'
import type { Action } from './state.ts'
import { after, conversation, frame, TALK } from './testing/world.ts'

const talks = frame(conversation(1, { head_message_id: 'one', replying: false }))
const seen: Action = { type: 'seen', seen: { [TALK]: 'one' } }
const replies = frame(conversation(2, { head_message_id: 'two', replying: true }))
const rests = frame(conversation(3, { replying: false }))
const open: Action = { type: 'open', id: TALK }
const leave: Action = { type: 'open', id: null }
const mark = (...actions: Action[]) => markOf(after(seen, talks, ...actions), TALK)

test('a conversation that was seen at rest has none', () => {
  expect(mark()).toBe(null)
})

test('a reply out of sight is replying, then unread, then read when it is opened', () => {
  expect(mark(replies)).toBe('replying')
  expect(mark(replies, rests)).toBe('unread')
  expect(mark(replies, rests, open)).toBe(null)
  expect(mark(replies, rests, open, leave)).toBe(null)
})

test('a reply in sight is read as it ends', () => {
  expect(mark(open, replies, rests, leave)).toBe(null)
})

test('one that was left before its end is unread', () => {
  expect(mark(open, replies, leave, rests)).toBe('unread')
})

test('what ends in a hidden tab waits for somebody to look', () => {
  const hidden: Action = { type: 'visible', visible: false }
  expect(mark(open, hidden, replies, rests, leave)).toBe('unread')
  expect(mark(open, hidden, replies, rests, { type: 'visible', visible: true }, leave)).toBe(null)
})

test('a reply that went on in place is unread too, though the head is the same', () => {
  expect(mark(frame(conversation(2, { replying: true })), frame(conversation(3, { replying: false })))).toBe('unread')
})

test('a new name makes nothing unread', () => {
  expect(mark(frame(conversation(2, { title: 'Other' })))).toBe(null)
})

test('another tab that has seen it says so', () => {
  expect(mark(replies, rests, { type: 'seen', seen: { [TALK]: 'two' } })).toBe(null)
})

test('a draft shows where nothing louder does', () => {
  const draft: Action = { type: 'draft', conversationId: TALK, present: true }
  expect(mark(draft)).toBe('draft')
  expect(mark(draft, replies)).toBe('replying')
  expect(mark(draft, open)).toBe(null)
})

test('on a first visit everything counts as read, also where one conversation is open already', () => {
  const row = (id: string): Conversation => ({ ...inventedConversation(id, id, '2026-01-01T00:00:00.000Z'), rev: 1 })
  const list: Action = {
    type: 'conversations',
    items: [
      { ...row(TALK), head_message_id: 'one' },
      { ...row('other'), head_message_id: 'two' },
    ],
    older: null,
    more: false,
  }
  const visited = after(open, talks, list)
  expect(markOf(visited, 'other')).toBe(null)
  const known = after({ type: 'seen', seen: { [TALK]: 'one', third: 'x' } }, open, talks, list)
  expect(markOf(known, 'other')).toBe('unread')
})
