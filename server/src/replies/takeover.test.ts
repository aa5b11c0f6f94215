import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { Fault } from '../lib/testing/fault.ts'
import type { Pod } from './testing/pod.ts'
import { openScene, type Scene } from './testing/scene.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
let scene: Scene
beforeAll(async () => void (stage = await openStage()))
afterAll(() => stage.remove())
afterEach(() => stage.clear())

let one: Pod
let two: Pod
beforeEach(async () => {
  scene = await openScene(stage, 'many pods')
  one = await scene.start('one')
  two = await scene.start('two')
})

it('takes over within the lease and two beats, and the old owner writes no more', async () => {
  await scene.send(one, 'r')
  scene.calls('r')[0]?.say('seen by all')
  await scene.pass(100)
  one.life.stop()
  await scene.pass(14_000)
  expect(scene.row('r')).toMatchObject({ status: 'interrupted', content: 'seen by all', epoch: 2 })
  one.life.goOn()
  scene.calls('r')[0]?.say(' and this by nobody')
  scene.calls('r')[0]?.finish()
  await scene.pass(5_000)
  expect(scene.row('r')).toMatchObject({ status: 'interrupted', content: 'seen by all', epoch: 2 })
  expect([one.engine.active, two.engine.active]).toEqual([0, 0])
})

it('lets nothing be written by who was replaced, also before the new owner has written anything', async () => {
  await scene.send(one, 'r')
  const reader = scene.read(one, 'r')
  one.life.stop()
  await scene.pass(14_000)
  expect(scene.row('r')).toMatchObject({ status: 'streaming', pod_id: 'two', epoch: 2 })
  one.life.goOn()
  scene.calls('r')[0]?.say('of a ghost')
  await scene.pass(50)
  expect(reader.view).toBe('')
  scene.calls('r')[1]?.say('of the living')
  scene.calls('r')[1]?.finish()
  await scene.pass(5_000)
  expect(scene.row('r')).toMatchObject({ status: 'complete', content: 'of the living', epoch: 2 })
})

it('finds the next reply again where the answer to a settlement was lost', async () => {
  await scene.send(one, 'busy', 'c1')
  await scene.send(one, 'first')
  await scene.send(one, 'second')
  loseOneAnswer(one, () => scene.row('first')?.status === 'complete')
  scene.calls('first')[0]?.finish()
  await scene.pass(200)
  expect(scene.row('second')).toMatchObject({ status: 'streaming', pod_id: 'one' })
  await scene.pass(16_000)
  scene.calls('second')[0]?.finish()
  await scene.pass()
  expect(scene.row('second')).toMatchObject({ status: 'complete', epoch: 2 })
})
const loseOneAnswer = ({ desk: { store } }: Pod, when: () => boolean) => {
  const { write } = store
  store.write = async work => {
    const result = await write(work)
    if (!when()) return result
    store.write = write
    throw new Fault('the answer is lost')
  }
}

it('takes nothing from owners who live when the database comes back', async () => {
  await scene.send(one, 'r')
  scene.calls('r')[0]?.say('going on')
  await scene.pass(100)
  scene.ground.weather.failing = 1
  await scene.ground.clock.advance(15_000)
  scene.ground.weather.failing = 0
  await scene.pass(6_000)
  scene.calls('r')[0]?.finish()
  await scene.pass(2_000)
  expect(scene.row('r')).toMatchObject({ status: 'complete', epoch: 1 })
})
