import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openScene } from './testing/scene.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await openStage()))
afterAll(() => stage.remove())
afterEach(() => stage.clear())

it('the row of a process that is alone tells the end, and its tape is written no more', async () => {
  const scene = await openScene(stage, 'one process')
  const one = await scene.start('one')
  await scene.send(one, 'r')
  const reader = scene.read(one, 'r')
  const [call] = scene.calls('r')
  call?.say('all there is')
  await scene.pass(100)
  call?.finish()
  await scene.pass(25)
  expect(scene.row('r')).toMatchObject({ status: 'complete', content: 'all there is' })
  expect(reader).toMatchObject({ state: 'ended', view: expect.stringMatching(/^all there is.$/) })
  // One unit less: the end mark.
  expect(scene.ground.world.written('r')).toBe('all there is')
})
