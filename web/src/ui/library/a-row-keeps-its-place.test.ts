import { expect, test } from 'vitest'
import type { UploadItem } from '../../chat/library-state.ts'
import { BOT, source } from '../../chat/testing/library-world.ts'
import { rowsOf } from './rows.ts'
import { wordsOf } from './words.ts'

const upload = (id: string, given: Partial<UploadItem> = {}): UploadItem => ({
  id,
  conversation: null,
  botId: BOT,
  name: id,
  size: 1,
  sent: 0,
  state: 'uploading',
  fileId: null,
  sourceId: null,
  failure: null,
  ...given,
})
const keys = (uploads: UploadItem[], ...ids: string[]) =>
  rowsOf({ uploads, sources: Object.fromEntries(ids.map(id => [id, source(id)])) }, BOT).map(row => row.key)

test('what is on its way stands first, the newest on top', () => {
  expect(keys([upload('u1'), upload('u2')], 's1', 's2')).toEqual(['u2', 'u1', 's2', 's1'])
})

test('a file that has become a source is the same row', () => {
  expect(keys([upload('u1', { state: 'done', sourceId: 's2' })], 's1', 's2')).toEqual(['u1', 's1'])
})

test('a file that was here already is not there twice', () => {
  expect(keys([upload('u1', { state: 'known', sourceId: 's1' })], 's1', 's2')).toEqual(['s2', 's1'])
})

test('files of other bots are not in sight', () => {
  expect(keys([upload('u1', { botId: 'other' }), upload('u2', { botId: null })], 's1')).toEqual(['s1'])
})

test('numbers are said as people read them', () => {
  expect(wordsOf({ kind: 'ready', passages: 1, trouble: null }).text).toBe('Ready, 1 passage')
  expect(wordsOf({ kind: 'uploading', sent: 999, size: 1_000 }).text).toBe('Uploading 99\u202f%')
  expect(wordsOf({ kind: 'working', phase: 'indexing', done: 1_200, total: 4_000 }).text).toBe(
    'Indexing 1,200 of 4,000',
  )
})
