import { expect, test } from 'vitest'
import { hasKeptUploads } from './kept-uploads.ts'
import { BOT, file, openLibrary, source } from './testing/library-world.ts'

test('what had not arrived is gone, and that is said', async () => {
  const before = openLibrary()
  before.library.uploads.add([file('a')], BOT)
  await before.pass()
  before.sending(0).progress(5)
  const after = openLibrary(before)
  expect(after.uploads()).toEqual(['a cut'])
  expect(after.library.uploads.canRetry(after.library.getState().uploads[0]?.id ?? '')).toBe(false)
})

test('what goes with a draft goes on with it', async () => {
  const before = openLibrary()
  before.library.uploads.attach([file('a')], 'talk', () => Promise.resolve(BOT))
  await before.pass()
  before.server.nextIs('s2')
  before.sending(0).arrive('f1')
  await before.pass()
  const after = openLibrary(before)
  expect(after.uploads()).toEqual(['a done'])
  await after.pass()
  expect(after.library.getState().sources.s2?.status).toBe('reading')
  after.server.put(source('s2'))
  await after.pass(2_000)
  expect(after.library.getState().sources.s2?.status).toBe('ready')
})

test('what has arrived on a page of documents is the server’s to tell', async () => {
  const before = openLibrary()
  before.library.uploads.add([file('a')], BOT)
  await before.pass()
  expect(hasKeptUploads(before.storage)).toBe(true)
  before.server.nextIs('s2')
  before.sending(0).arrive('f1')
  await before.pass()
  expect(hasKeptUploads(before.storage)).toBe(false)
  expect(openLibrary(before).uploads()).toEqual([])
})

test('what had arrived, and was not handed over, is handed over then', async () => {
  const before = openLibrary()
  before.library.uploads.add([file('a')], BOT)
  await before.pass()
  before.server.nextIs('s2')
  before.server.away(true)
  before.sending(0).arrive('f1')
  await before.pass()
  expect(before.uploads()).toEqual(['a handing over'])
  before.server.away(false)
  const after = openLibrary(before)
  await after.pass()
  expect(after.uploads()).toEqual(['a done'])
  expect([...after.server.sources.keys()]).toEqual(['s2'])
})
