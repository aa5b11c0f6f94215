import { expect, test } from 'vitest'
import { newsOf } from './library-news.ts'
import { EMPTY_LIBRARY, type LibraryAction, type UploadItem } from './library-state.ts'
import { reduceLibrary } from './reduce-library.ts'
import { isUnderWay, stageOfSource, stageOfUpload } from './stage.ts'
import { BOT, job, running, source } from './testing/library-world.ts'

const failed = job('j', { status: 'failed', error: { code: 'unreadable', message: 'It is broken.' } })

test.each([
  ['queued', source('a', { status: 'queued', job: job('j', { status: 'queued', attempts: 0 }) }), 'waiting'],
  ['read', running('a'), 'working'],
  ['ready', source('a'), 'ready'],
  ['read anew', source('a', { job: job('j', { status: 'running' }) }), 'working'],
  ['embedded anew', source('a', { job: job('j', { kind: 'embed', status: 'running' }) }), 'ready'],
  ['broken', source('a', { status: 'failed', job: failed }), 'failed'],
  ['a picture', source('a', { status: 'needs_ocr', job: failed }), 'needs_ocr'],
  ['called off', source('a', { status: 'failed', job: job('j', { status: 'cancelled' }) }), 'cancelled'],
])('what is %s', (_, given, kind) => {
  const stage = stageOfSource(given)
  expect(stage.kind).toBe(kind)
  expect(isUnderWay(stage)).toBe(kind === 'waiting' || kind === 'working')
})

test('newer content that cannot be read leaves what is there, and is told', () => {
  expect(stageOfSource(source('a', { job: failed }))).toEqual({ kind: 'ready', passages: 2, trouble: 'It is broken.' })
})

const item: UploadItem = {
  id: 'u',
  conversation: null,
  botId: BOT,
  name: 'a.pdf',
  size: 10,
  sent: 0,
  state: 'waiting',
  fileId: null,
  sourceId: null,
  failure: null,
}

test('a file is uploaded, handed over, and then its source tells', () => {
  expect(stageOfUpload({ ...item, state: 'uploading', sent: 5 }, undefined)).toEqual({
    kind: 'uploading',
    sent: 5,
    size: 10,
  })
  expect(stageOfUpload({ ...item, state: 'handing over' }, undefined).kind).toBe('waiting')
  expect(stageOfUpload({ ...item, state: 'done', sourceId: 'a' }, source('a')).kind).toBe('ready')
  expect(stageOfUpload({ ...item, state: 'cut' }, undefined).kind).toBe('cut')
})

test('each of beginning, end and failure is said once, and nothing between', () => {
  const said: string[] = []
  let state = EMPTY_LIBRARY
  const happen = (action: LibraryAction) => {
    const before = state
    state = reduceLibrary(before, action)
    said.push(...newsOf(before, state))
  }
  happen({ type: 'upload', item })
  happen({ type: 'upload changed', id: 'u', change: { state: 'uploading', sent: 5 } })
  happen({ type: 'source', source: running('a') })
  happen({ type: 'upload changed', id: 'u', change: { state: 'done', sourceId: 'a' } })
  const progress = { phase: 'indexing', done: 1, total: 2 } as const
  happen({ type: 'job', event: { job_id: 'job of a', source_id: 'a', status: 'running', progress } })
  happen({ type: 'source', source: source('a') })
  happen({ type: 'source', source: source('a', { status: 'failed', passages: 0, job: failed }) })
  expect(said).toEqual(['Uploading a.pdf', 'a.pdf is ready', 'a.pdf could not be read. It is broken.'])
})
