import { expect, test } from 'vitest'
import { isWaiting } from './rows.ts'
import { countUnread } from './seen.ts'
import { after, complete, conversation, frame, outgoing, path, question, reply, shown, TALK } from './testing/world.ts'

const first = [
  question('a'),
  reply('a-reply', 'a', { status: 'complete', content: 'done' }),
  question('b', { parent_id: 'a-reply', rev: 2 }),
  reply('b-reply', 'b', { status: 'complete', content: 'done', rev: 2 }),
] as const
const edits = { of: 'a', replaced: ['a', 'a-reply', 'b', 'b-reply'] }
const edit = { type: 'outgoing', outgoing: outgoing('c', { edits }), now: 0 } as const
const rows = [question('c', { sibling_ids: ['a', 'c'], rev: 3 }), reply('c-reply', 'c', { rev: 3 })] as const

test('it stands in the place of the one before, as another version, before the server has heard of it', () => {
  const state = after(path(...first), edit)
  expect(shown(state)).toEqual(['c', 'c-reply'])
  for (const id of ['a', 'c']) expect(state.messages[id]?.sibling_ids).toEqual(['a', 'c'])
  expect(shown(after(path(...first), edit, { type: 'accepted', id: 'c', rows: [...rows] }))).toEqual(['c', 'c-reply'])
})

test('a page of the path that does not know it yet leaves it there, whenever it comes', () => {
  expect(shown(after(path(...first), edit, path(...first)))).toEqual(['c', 'c-reply'])
  expect(shown(after(edit, path(...first)))).toEqual(['c', 'c-reply'])
})

test('taken back, all is as before', () => {
  const state = after(path(...first), edit, { type: 'withdrawn', id: 'c' })
  expect(shown(state)).toEqual(first.map(({ id }) => id))
  expect(state.messages['a']?.sibling_ids).toEqual(['a'])
  expect(state.messages['c']).toBeUndefined()
})

test('another version is shown at once with what is known below it', () => {
  const back = after(path(...first), edit, { type: 'accepted', id: 'c', rows: [...rows] }, { type: 'version', id: 'a' })
  expect(shown(back)).toEqual(['a', 'a-reply', 'b', 'b-reply'])
})

test('a reply waits for one of another branch too, and no longer than that runs', () => {
  const running = reply('b-reply', 'b', { status: 'streaming', rev: 2 })
  const state = after(path(...first.slice(0, 3), running), edit, { type: 'accepted', id: 'c', rows: [...rows] })
  const waiting = (now: typeof state) => isWaiting(now, rows[1])
  expect(waiting(state)).toBe(true)
  expect(waiting(after(path(...first.slice(0, 3), running), edit, frame(complete('b-reply', 4))))).toBe(false)
})

test('a row that has changed without a message is no new version', () => {
  const rated = { ...first[3], feedback: { rating: 'up' as const, comment: null }, rev: 4 }
  const state = after(path(...first), edit, frame({ type: 'message', message: null, reply: rated }))
  expect(shown(state)).toEqual(['c', 'c-reply'])
  expect(state.messages['b-reply']?.feedback).toEqual(rated.feedback)
})

test('what is open counts as unread while nobody looks, and what is archived never', () => {
  const hidden = { type: 'visible', visible: false } as const
  const ended = (archived: boolean) =>
    after(
      { type: 'open', id: TALK },
      frame(conversation(1, { replying: true })),
      hidden,
      frame(conversation(2, { replying: false, head_message_id: 'a-reply', archived })),
    )
  expect(countUnread(ended(false))).toBe(1)
  expect(countUnread(ended(true))).toBe(0)
})
