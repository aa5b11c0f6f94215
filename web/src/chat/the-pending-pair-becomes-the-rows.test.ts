import { expect, test } from 'vitest'
import { markOf } from './marks.ts'
import { after, conversation, frame, outgoing, path, question, reply, shown, TALK } from './testing/world.ts'

const first = [question('a'), reply('a-reply', 'a', { status: 'complete', content: 'done' })]
const send = { type: 'outgoing', outgoing: outgoing('b'), now: 0 } as const
const rows = [question('b', { parent_id: 'a-reply', rev: 2 }), reply('b-reply', 'b', { rev: 2 })] as const

test('a sent message is drawn at once, under the ids its rows will have', () => {
  const state = after(path(...first), send)
  expect(shown(state)).toEqual(['a', 'a-reply', 'b', 'b-reply'])
  expect(state.messages['b']).toMatchObject({ content: 'question b', rev: 0 })
  expect(markOf(state, TALK)).toBe('replying')
})

test('the answer to the call puts the rows in its place', () => {
  const state = after(path(...first), send, { type: 'accepted', id: 'b', rows: [...rows] })
  expect(shown(state)).toEqual(['a', 'a-reply', 'b', 'b-reply'])
  expect(state.messages['b']?.rev).toBe(2)
  expect(state.outgoing).toEqual({})
})

test('so does the event, if it comes first, and the later answer changes nothing', () => {
  const event = frame({ type: 'message', message: rows[0], reply: rows[1] })
  const state = after(path(...first), send, event)
  expect(shown(state)).toEqual(['a', 'a-reply', 'b', 'b-reply'])
  expect(state.outgoing).toEqual({})
  expect(after(path(...first), send, event, { type: 'accepted', id: 'b', rows: [...rows] }).messages).toEqual(
    state.messages,
  )
})

test('so does a page of the path that was read meanwhile', () => {
  const state = after(path(...first), send, path(...first, ...rows))
  expect(shown(state)).toEqual(['a', 'a-reply', 'b', 'b-reply'])
  expect(state.outgoing).toEqual({})
})

test('a page that does not know the message yet leaves it at the end', () => {
  const state = after(path(...first), send, path(...first))
  expect(shown(state)).toEqual(['a', 'a-reply', 'b', 'b-reply'])
})

test('what another device sent in between stands where the server has put it', () => {
  const other = [question('x', { parent_id: 'a-reply', rev: 2 }), reply('x-reply', 'x', { rev: 2 })]
  const state = after(path(...first), send, path(...first, ...other))
  expect(shown(state)).toEqual(['a', 'a-reply', 'x', 'x-reply', 'b', 'b-reply'])
})

test('a refused message stays with its reason until it is taken back', () => {
  const failure = { code: 'message_too_long', detail: 'Too long.', requestId: 'r1' } as const
  const refused = { type: 'outgoing changed', id: 'b', state: 'refused', failure } as const
  const state = after(path(...first), send, refused)
  expect(state.outgoing['b']).toMatchObject({ state: 'refused', failure })
  expect(markOf(state, TALK)).not.toBe('replying')
  expect(shown(after(path(...first), send, refused, { type: 'withdrawn', id: 'b' }))).toEqual(['a', 'a-reply'])
})

test('a new conversation is on the list with its first words, and takes the title the server finds', () => {
  const creates = { ...send, outgoing: outgoing('b', { creates: true, content: 'bread and water\nplease' }) }
  expect(after(creates).conversations[TALK]?.title).toBe('bread and water')
  expect(after(creates, frame(conversation(1, { title: '' }))).conversations[TALK]?.title).toBe('bread and water')
  expect(after(creates, frame(conversation(1, { title: 'Bread' }))).conversations[TALK]?.title).toBe('Bread')
})
