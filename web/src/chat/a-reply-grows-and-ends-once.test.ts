import { expect, test } from 'vitest'
import { textShown } from './rows.ts'
import { createStore } from './store.ts'
import { after, chunk, complete, frame, path, question, reply, shown } from './testing/world.ts'

const asked = path(question('a'), reply('r', 'a'))

test('chunks make the text, whatever comes twice', () => {
  const state = after(
    asked,
    ...[chunk('r', 0, 'one '), chunk('r', 0, 'one two '), chunk('r', 4, 'two '), chunk('r', 8, 'three')].map(frame),
  )
  expect(textShown(state, 'r')).toBe('one two three')
  expect(state.messages['r']?.status).toBe('streaming')
})

test('a chunk with something missing before it changes nothing', () => {
  expect(textShown(after(asked, frame(chunk('r', 0, 'one ')), frame(chunk('r', 8, 'three'))), 'r')).toBe('one ')
})

test('a writer that was replaced is not heard', () => {
  expect(textShown(after(asked, frame(chunk('r', 0, 'one ', 2)), frame(chunk('r', 4, 'old', 1))), 'r')).toBe('one ')
})

test('its end keeps the text, and what comes later changes nothing', () => {
  const actions = [asked, ...[chunk('r', 0, 'all'), complete('r', 3, { status: 'stopped' })].map(frame)]
  const state = after(...actions)
  expect(state.messages['r']).toMatchObject({ status: 'stopped', content: 'all' })
  expect(state.views).toEqual({})
  expect(after(...actions, frame(chunk('r', 3, ' more')), frame(complete('r', 3))).messages).toEqual(state.messages)
})

test('a row that was read before the end does not take it back, a later one counts', () => {
  const ended = [asked, frame(chunk('r', 0, 'all')), frame(complete('r', 3))]
  const stale = reply('r', 'a', { status: 'streaming', rev: 1 })
  expect(after(...ended, { type: 'rows', rows: [stale] }).messages['r']?.status).toBe('complete')
  const later = reply('r', 'a', { status: 'complete', content: 'all!', rev: 2 })
  expect(after(...ended, { type: 'rows', rows: [later] }).messages['r']?.content).toBe('all!')
})

test('a reply that goes on shows its text from before until the new one is longer', () => {
  const before = path(question('a'), reply('r', 'a', { status: 'interrupted', content: 'one two', rev: 3 }))
  const goesOn = frame({
    type: 'message',
    message: null,
    reply: reply('r', 'a', { content: 'one two', rev: 4, epoch: 2 }),
  })
  expect(textShown(after(before, goesOn), 'r')).toBe('one two')
  expect(textShown(after(before, goesOn, frame(chunk('r', 0, 'one', 2))), 'r')).toBe('one two')
  expect(textShown(after(before, goesOn, frame(chunk('r', 0, 'one two three', 2))), 'r')).toBe('one two three')
})

test('another version takes the place of the one before and of all that followed it', () => {
  const long = path(
    question('a'),
    reply('r', 'a', { status: 'complete' }),
    question('b', { parent_id: 'r' }),
    reply('s', 'b'),
  )
  const asks = { type: 'regenerating', of: 'r', replyId: 'q', now: 0 } as const
  const state = after(long, asks)
  expect(shown(state)).toEqual(['a', 'q'])
  expect(state.messages['q']?.sibling_ids).toEqual(['r', 'q'])
  expect(state.messages['r']?.sibling_ids).toEqual(['r', 'q'])

  const failure = { code: 'unavailable', detail: 'Not now.', requestId: null } as const
  const back = after(long, asks, { type: 'regenerating failed', of: 'r', replyId: 'q', failure })
  expect(shown(back)).toEqual(['a', 'r'])
  expect(back.messages['r']?.sibling_ids).toEqual(['r'])
  expect(back.faults['r']).toEqual(failure)
})

test('only those who watch a reply are told of its words', () => {
  const store = createStore(after(asked, frame(chunk('r', 0, 'one '))))
  const told: string[] = []
  store.subscribe(() => told.push('all'))
  store.watch('r', () => told.push('r'))
  store.watch('a', () => told.push('a'))
  store.dispatch(frame(chunk('r', 4, 'two ')))
  store.dispatch(frame(chunk('r', 4, 'two ')))
  expect(told).toEqual(['r'])
  store.dispatch(frame(complete('r', 8)))
  expect(told).toEqual(['r', 'r', 'all'])
})
