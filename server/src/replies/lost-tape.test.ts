import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { continueReply } from '../chat/again.ts'
import { ANA } from './testing/ground.ts'
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
  scene = await openScene(stage, 'a tape that is lost')
  one = await scene.start('one')
  two = await scene.start('two')
})
const call = (nth = 0) => {
  const prompter = scene.calls('r')[nth]
  if (!prompter) throw new Error(`the model was not asked for ${nth + 1} times`)
  return prompter
}
const empty = () => scene.ground.world.empty?.(scene.ground.clock.now())
const written = () => scene.ground.world.written('r')

it('moves in steps of a beat while the tape is away, for readers here and elsewhere', async () => {
  await scene.send(one, 'r')
  const readers = [scene.read(one, 'r'), scene.read(two, 'r')]
  call().say('before ')
  await scene.pass(100)
  scene.ground.weather.tapeAway = true
  call().say('while it is away ')
  await scene.pass(1_000)
  expect(readers.map(({ view }) => view)).toEqual(['before ', 'before '])
  await scene.pass(3_000)
  expect(readers.map(({ view }) => view)).toEqual(['before while it is away ', 'before while it is away '])
  scene.ground.weather.tapeAway = false
  call().say('and after')
  await scene.pass(2_000)
  expect(readers.map(({ view }) => view)).toEqual([
    'before while it is away and after',
    'before while it is away and after',
  ])
  expect(written()).toBe('before while it is away and after')
})

it('ends while the tape is away, and goes on from all its text when it is continued', async () => {
  await scene.send(one, 'r')
  const reader = scene.read(two, 'r')
  call().say('on the tape, ')
  await scene.pass(100)
  scene.ground.weather.tapeAway = true
  call().say('in the row alone')
  call().finish()
  await scene.pass(5_000)
  expect(scene.row('r')).toMatchObject({ status: 'complete', content: 'on the tape, in the row alone' })
  expect(reader).toMatchObject({ state: 'ended', view: expect.stringMatching(/^on the tape, in the row alone.$/) })
})

it('is written again where it was emptied', async () => {
  await scene.send(one, 'r')
  const reader = scene.read(two, 'r')
  call().say('one ')
  await scene.pass(100)
  empty()
  call().say('two')
  await scene.pass(100)
  expect([written(), reader.view]).toEqual(['one two', 'one two'])
})

it('bars an old owner again where it was emptied after the takeover', async () => {
  await scene.send(one, 'r')
  scene.read(two, 'r')
  call().say('seen')
  await scene.pass(100)
  one.life.stop()
  await scene.pass(14_000)
  expect(scene.row('r')).toMatchObject({ status: 'interrupted', epoch: 2 })
  await continueReply(two.desk, { userId: ANA, messageId: 'r' })
  await scene.pass()
  call(1).say(' and more')
  await scene.pass(100)
  empty()
  one.life.goOn()
  call().say(' of a ghost')
  await scene.pass(3_000)
  call(1).say(' of the living')
  await scene.pass(3_000)
  call(1).finish()
  await scene.pass(3_000)
  expect(scene.row('r')).toMatchObject({ status: 'complete', content: 'seen and more of the living', epoch: 3 })
})

it('keeps what readers of who takes over were shown, where the tape was emptied and its owner died', async () => {
  await scene.send(one, 'r')
  const reader = scene.read(two, 'r')
  call().say('seen by some')
  await scene.pass(100)
  one.life.kill()
  empty()
  await scene.pass(14_000)
  expect(scene.row('r')).toMatchObject({ status: 'interrupted', content: 'seen by some', epoch: 2 })
  expect(reader).toMatchObject({ state: 'ended', view: expect.stringMatching(/^seen by some.$/) })
})

it('makes nothing again that somebody may have seen, where the tape was emptied and its owner died', async () => {
  await scene.send(one, 'r')
  call().say('seen by nobody here')
  await scene.pass(100)
  one.life.kill()
  empty()
  await scene.pass(14_000)
  expect(scene.row('r')).toMatchObject({ status: 'interrupted', content: '', epoch: 2 })
  expect(scene.calls('r')).toHaveLength(1)
})

it('makes again what nobody has seen, where the tape still tells so', async () => {
  await scene.send(one, 'r')
  await scene.pass(100)
  one.life.kill()
  await scene.pass(14_000)
  call(1).say('at last')
  call(1).finish()
  await scene.pass(3_000)
  expect(scene.row('r')).toMatchObject({ status: 'complete', content: 'at last', epoch: 2 })
})
