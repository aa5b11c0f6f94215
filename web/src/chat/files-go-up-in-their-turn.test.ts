import { expect, test } from 'vitest'
import { BOT, file, openLibrary, source } from './testing/library-world.ts'

test('two at a time, the others wait, and each says how far it is', async () => {
  const world = openLibrary()
  world.library.uploads.add([file('a'), file('b'), file('c')], BOT)
  await world.pass()
  expect(world.sent()).toEqual(['a', 'b'])
  world.sending(0).progress(4)
  expect(world.library.getState().uploads[0]).toMatchObject({ state: 'uploading', sent: 4, size: 10 })
  expect(world.uploads()).toEqual(['a uploading', 'b uploading', 'c waiting'])
  world.server.nextIs('s2')
  world.sending(0).arrive('f1')
  await world.pass()
  expect(world.sent()).toEqual(['a', 'b', 'c'])
})

test('a file that has arrived becomes a source', async () => {
  const world = openLibrary()
  world.library.uploads.add([file('a')], BOT)
  await world.pass()
  world.server.nextIs('s2')
  world.sending(0).arrive('f1')
  await world.pass()
  expect(world.uploads()).toEqual(['a done'])
  expect(world.library.getState().sources.s2?.status).toBe('reading')
})

test('what is older than its file was there before', async () => {
  const world = openLibrary()
  world.server.put(source('e1'))
  world.server.nextIs('e1')
  world.library.uploads.add([file('a')], BOT)
  await world.pass()
  world.sending(0).arrive('f1')
  await world.pass()
  expect(world.uploads()).toEqual(['a known'])
})

test('a refused file says why, and can be tried again', async () => {
  const world = openLibrary()
  world.library.uploads.add([file('a')], BOT)
  await world.pass()
  world.sending(0).fail('It is too large.', 413)
  await world.pass()
  const [item] = world.library.getState().uploads
  expect(item).toMatchObject({ state: 'refused', failure: { detail: 'It is too large.' } })
  expect(world.library.uploads.canRetry(item?.id ?? '')).toBe(true)
  world.library.uploads.retry(item?.id ?? '')
  await world.pass()
  expect(world.sent()).toEqual(['a', 'a'])
  expect(world.uploads()).toEqual(['a uploading'])
})

test('where there are too many at once, it goes on when the server says', async () => {
  const world = openLibrary()
  world.library.uploads.add([file('a')], BOT)
  await world.pass()
  world.sending(0).fail('Too many.', 429, 3_000)
  await world.pass()
  expect(world.uploads()).toEqual(['a uploading'])
  await world.pass(3_000)
  expect(world.sent()).toEqual(['a', 'a'])
})

test('what is taken back is not sent on, and makes room for the next', async () => {
  const world = openLibrary()
  world.library.uploads.add([file('a'), file('b'), file('c')], BOT)
  await world.pass()
  world.library.uploads.drop(world.library.getState().uploads[0]?.id ?? '')
  await world.pass()
  expect(world.uploads()).toEqual(['b uploading', 'c uploading'])
})

test('what is taken back while it is handed over is deleted where it arrives', async () => {
  const world = openLibrary()
  world.library.uploads.add([file('a')], BOT)
  await world.pass()
  world.server.nextIs('s2')
  world.sending(0).arrive('f1')
  world.library.uploads.drop(world.library.getState().uploads[0]?.id ?? '')
  await world.pass()
  expect(world.uploads()).toEqual([])
  expect([...world.server.sources.keys()]).toEqual([])
})

test('whose a file is may be known only when its turn comes', async () => {
  const world = openLibrary()
  world.library.uploads.attach([file('a')], 'talk', () => Promise.resolve('another bot'))
  expect(world.library.getState().uploads[0]).toMatchObject({ conversation: 'talk', botId: null })
  await world.pass()
  expect(world.library.getState().uploads[0]?.botId).toBe('another bot')
})
