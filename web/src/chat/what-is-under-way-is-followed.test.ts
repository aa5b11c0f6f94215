import { expect, test } from 'vitest'
import { BOT, openLibrary, running, source } from './testing/library-world.ts'

const asked = ({ server }: ReturnType<typeof openLibrary>) => server.calls.length

async function open(...given: Parameters<ReturnType<typeof openLibrary>['server']['put']>) {
  const world = openLibrary()
  world.server.put(...given)
  await world.library.load.shelf(BOT)
  return world
}

test('it is asked for every two seconds until it has ended, and then no more', async () => {
  const world = await open(running('a'), source('b'))
  const before = asked(world)
  await world.pass(2_000)
  expect(asked(world)).toBe(before + 2)
  world.server.put(source('a'))
  await world.pass(2_000)
  expect(world.library.getState().sources.a?.status).toBe('ready')
  const after = asked(world)
  await world.pass(20_000)
  expect(asked(world)).toBe(after)
})

test('nothing is asked for in a tab that nobody sees', async () => {
  const world = await open(running('a'))
  world.tab.visible = false
  const before = asked(world)
  await world.pass(2_000)
  await world.pass(2_000)
  expect(asked(world)).toBe(before)
  world.tab.visible = true
  await world.pass(2_000)
  expect(asked(world)).toBeGreaterThan(before)
})

test('a job that moves is seen at once, and its end brings what came of it', async () => {
  const world = await open(running('a'))
  const progress = { phase: 'indexing', done: 3, total: 9 } as const
  world.job({ job_id: 'job of a', source_id: 'a', status: 'running', progress })
  expect(world.library.getState().sources.a?.job?.progress).toEqual(progress)
  world.server.put(source('a', { passages: 9 }))
  world.job({ job_id: 'job of a', source_id: 'a', status: 'succeeded' })
  await world.pass(200)
  expect(world.library.getState().sources.a).toMatchObject({ status: 'ready', passages: 9 })
})

test('what another device adds comes into sight', async () => {
  const world = await open()
  world.server.put(running('a'))
  world.job({ job_id: 'job of a', source_id: 'a' })
  await world.pass(200)
  expect(world.ids()).toEqual(['a'])
})

test('what moves several times is asked for once', async () => {
  const world = await open()
  world.server.put(running('a'))
  const before = asked(world)
  for (const status of ['queued', 'running', 'running', 'succeeded'] as const)
    world.job({ job_id: 'job of a', source_id: 'a', status })
  await world.pass(200)
  expect(asked(world)).toBe(before + 1)
})

test('what is deleted elsewhere goes', async () => {
  const world = await open(running('a'), source('b'))
  world.server.sources.delete('a')
  await world.pass(2_000)
  expect(world.ids()).toEqual(['b'])
})

test('the newest page does not make forgotten what is further down, nor what came meanwhile', async () => {
  const many = Array.from({ length: 60 }, (_, n) => source(`s${String(n).padStart(2, '0')}`))
  const world = await open(...many)
  expect(world.ids()).toHaveLength(50)
  await world.library.load.more(BOT)
  expect(world.ids()).toHaveLength(60)
  expect(world.library.getState().shelves[BOT]?.older).toBeNull()
  world.server.sources.delete('s59')
  const loading = world.library.load.shelf(BOT)
  world.library.dispatch({ type: 'source', source: running('t') })
  await loading
  expect(world.ids()).toHaveLength(60)
  expect(world.ids()).not.toContain('s59')
  expect(world.library.getState().shelves[BOT]?.older).toBeNull()
})
