import type { ClientFrame, ServerFrame } from '@folio/protocol'
import { expect, test } from 'vitest'
import { createFollow } from './follow.ts'
import { createStore } from './store.ts'
import { after, chunk, complete, frame, outgoing, path, question, reply, TALK } from './testing/world.ts'

function open(...more: Parameters<typeof after>) {
  const store = createStore(after({ type: 'open', id: TALK }, path(question('a'), reply('r', 'a')), ...more))
  const sent: ClientFrame[] = []
  const follow = createFollow({ getState: store.getState, send: asked => sent.push(asked), isLive: () => true })
  const receive = (of: ServerFrame) => {
    if (follow.admits(of)) store.dispatch(frame(of))
    follow.sync()
  }
  follow.sync()
  return { store, sent, follow, receive }
}

test('a reply under way is followed once, from its beginning', () => {
  const { sent, follow } = open()
  follow.sync()
  expect(sent).toEqual([{ type: 'follow', ref: 'r', message_id: 'r' }])
})

test('on a new connection it is followed from where its view ends', () => {
  const { sent, follow, receive } = open()
  receive(chunk('r', 0, 'hello', 2))
  follow.restart()
  follow.sync()
  expect(sent.at(-1)).toEqual({ type: 'follow', ref: 'r', message_id: 'r', after: '2.5' })
})

test('where something is missing it is read again from there', () => {
  const { sent, receive, store } = open()
  receive(chunk('r', 0, 'hello'))
  receive(chunk('r', 9, 'late'))
  expect(sent.slice(1)).toEqual([
    { type: 'unfollow', message_id: 'r' },
    { type: 'follow', ref: 'r', message_id: 'r', after: '1.5' },
  ])
  expect(store.getState().views['r']?.offset).toBe(5)
})

test('what has ended is not followed, nor left', () => {
  const { sent, receive } = open()
  receive(complete('r', 0))
  expect(sent).toHaveLength(1)
})

test('leaving the conversation leaves its replies', () => {
  const { sent, store, follow } = open()
  store.dispatch({ type: 'open', id: null })
  follow.sync()
  expect(sent.at(-1)).toEqual({ type: 'unfollow', message_id: 'r' })
})

test('one that waits is followed when its turn has come', () => {
  const { sent, receive } = open(path(question('a'), reply('r', 'a'), question('b'), reply('s', 'b')))
  expect(sent).toHaveLength(1)
  receive(complete('r', 0))
  expect(sent.at(-1)).toEqual({ type: 'follow', ref: 's', message_id: 's' })
})

test('one that the server has not heard of is not followed yet', () => {
  const { sent, store, follow, receive } = open({ type: 'outgoing', outgoing: outgoing('b'), now: 0 })
  receive(complete('r', 0))
  expect(sent).toHaveLength(1)
  store.dispatch({ type: 'accepted', id: 'b', rows: [question('b'), reply('b-reply', 'b')] })
  follow.sync()
  expect(sent.at(-1)).toEqual({ type: 'follow', ref: 'b-reply', message_id: 'b-reply' })
})
