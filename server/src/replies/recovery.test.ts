import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { continueReply, stop } from '../chat/again.ts'
import { ANA } from './testing/ground.ts'
import type { Pod } from './testing/pod.ts'
import { openScene, type Scene } from './testing/scene.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
let scene: Scene
beforeAll(async () => void (stage = await openStage()))
afterAll(() => stage.remove())
afterEach(() => stage.clear())

const asked = (messageId: string) => ({ userId: ANA, messageId })

let pod: Pod
beforeEach(async () => {
  scene = await openScene(stage, 'one process')
  pod = await scene.start('first')
})
const restart = async () => {
  pod.life.kill()
  pod = await scene.start('second')
  await scene.pass()
}
const call = (replyId: string, nth = 0) => {
  const prompter = scene.calls(replyId)[nth]
  if (!prompter) throw new Error(`${replyId} was not asked for ${nth + 1} times`)
  return prompter
}

it('ends what was visible when it was killed as interrupted, with all its text', async () => {
  await scene.send(pod, 'r')
  call('r').say('seen')
  await scene.pass()
  await restart()
  expect(scene.row('r')).toMatchObject({ status: 'interrupted', content: 'seen', epoch: 2 })
  expect(scene.calls('r')).toHaveLength(1)
})

it('runs again what nobody has seen, behind the notices that readers have', async () => {
  await scene.send(pod, 'r')
  const reader = scene.read(pod, 'r')
  call('r').wait()
  await scene.pass()
  const seen = reader.view
  expect(seen).toHaveLength(1)
  await restart()
  reader.connect(pod)
  call('r', 1).say('here')
  call('r', 1).finish()
  await scene.pass(3_000)
  expect(reader).toMatchObject({ state: 'ended', view: expect.stringMatching(new RegExp(`^${seen}here.$`)) })
})

it('recovers at once however many replies it had', async () => {
  await scene.ground.store.write(async trx => {
    const made = {
      user_id: ANA,
      role: 'assistant',
      content: '',
      status: 'streaming',
      epoch: 1,
      attempts: 2,
      seq: 1,
      rev: 1,
      created_at: 0,
    } as const
    for (let n = 0; n < 250; n++) {
      const conversation = {
        id: `many-${n}`,
        user_id: ANA,
        title: '',
        rev: 1,
        user_rev: 1,
        created_at: 0,
        updated_at: 0,
        pinned: 0,
        archived: 0,
      } as const
      await trx.insertInto('conversations').values(conversation).execute()
      const row = {
        ...made,
        id: `reply-${n}`,
        conversation_id: `many-${n}`,
        pod_id: 'first',
        lease_until: scene.ground.clock.now(),
        stop_requested: 0,
      } as const
      await trx.insertInto('messages').values(row).execute()
    }
  })
  await restart()
  await scene.pass(50)
  const statuses = Array.from({ length: 250 }, (_, n) => scene.row(`reply-${n}`)?.status)
  expect(new Set(statuses)).toEqual(new Set(['interrupted']))
})

it('ends a reply that waited and was asked to stop without calling the model', async () => {
  await scene.send(pod, 'first')
  await scene.send(pod, 'second')
  await scene.ground.store.write(trx =>
    trx.updateTable('messages').set({ stop_requested: 1 }).where('id', '=', 'second').execute(),
  )
  call('first').finish()
  await scene.pass(50)
  expect(scene.row('second')).toMatchObject({ status: 'stopped', content: '' })
  expect(scene.calls('second')).toEqual([])
})

it('hands over what nobody has seen when it leaves, and the next goes on behind its notices', async () => {
  await scene.send(pod, 'r')
  const reader = scene.read(pod, 'r')
  call('r').wait()
  await scene.pass()
  void pod.engine.drain(0)
  await scene.pass()
  expect(scene.row('r')).toMatchObject({ status: 'queued', epoch: 2 })
  await restart()
  reader.connect(pod)
  call('r', 1).say('here')
  call('r', 1).finish()
  await scene.pass(3_000)
  expect(reader.state).toBe('ended')
  expect(scene.row('r')).toMatchObject({ status: 'complete', content: 'here' })
})

it('stops a reply that was handed over behind what readers have of it', async () => {
  await scene.send(pod, 'r')
  const reader = scene.read(pod, 'r')
  call('r').wait()
  await scene.pass()
  void pod.engine.drain(0)
  await scene.pass()
  await stop(pod.desk, asked('r'))
  await scene.pass(1_000)
  expect(reader.state).toBe('ended')
  expect(scene.row('r')?.status).toBe('stopped')
  await scene.pass(2_000)
  expect(scene.ground.world.kept()).toBe(0)
})

it('keeps its leases while it leaves', async () => {
  await scene.send(pod, 'r')
  call('r').say('long')
  void pod.engine.drain(25_000)
  await scene.pass(20_000)
  expect(scene.row('r')?.lease_until).toBeGreaterThan(scene.ground.clock.now())
  call('r').finish()
  await scene.pass(50)
  expect(scene.row('r')?.status).toBe('complete')
})

it('hands over at once what it was given when it was leaving already', async () => {
  const late = { ...(await scene.send(pod, 'r')) }
  call('r').say('seen')
  void pod.engine.drain(0)
  await scene.pass(50)
  pod.engine.begin({ ...late, id: 'late' })
  expect(pod.engine.active).toBe(1)
  await scene.pass(50)
  expect(pod.engine.active).toBe(0)
})

it('begins the reply that had waited for longer when another is continued', async () => {
  await scene.send(pod, 'waiting')
  void pod.engine.drain(0)
  await scene.pass()
  // Nobody looks at the queues before the other is continued.
  await mark('waiting', 'failed')
  await restart()
  await scene.send(pod, 'late')
  call('late').fail()
  await scene.pass()
  await mark('waiting', 'queued')
  await continueReply(pod.desk, asked('late'))
  await scene.pass()
  call('waiting', 1).finish()
  await scene.pass()
  call('late', 1).finish()
  await scene.pass()
  expect([scene.row('waiting')?.status, scene.row('late')?.status]).toEqual(['complete', 'complete'])
})
const mark = (id: string, status: 'queued' | 'failed') =>
  scene.ground.store.write(trx => trx.updateTable('messages').set({ status }).where('id', '=', id).execute())

it('frees the tape of a reply that was deleted while it streamed', async () => {
  await scene.send(pod, 'r')
  call('r').say('gone soon')
  await scene.pass()
  await pod.conversations.remove(ANA, 'c0')
  await scene.pass(4_000)
  expect([pod.engine.active, scene.ground.world.kept()]).toEqual([0, 0])
})

it('gives a reader that comes after a continuation what is new, though another still holds the end', async () => {
  await scene.send(pod, 'first')
  await scene.send(pod, 'second')
  const row = scene.row('second')
  const slow = row && pod.engine.follow(row, 0, () => {})
  await stop(pod.desk, asked('second'))
  await scene.pass(1_100)
  await stop(pod.desk, asked('first'))
  await continueReply(pod.desk, asked('second'))
  await scene.pass()
  const reader = scene.read(pod, 'second')
  await scene.pass(2_000)
  expect(reader.state).toBe('reading')
  call('second').say('after all')
  call('second').finish()
  await scene.pass(3_000)
  expect(reader.state).toBe('ended')
  expect(scene.row('second')).toMatchObject({ status: 'complete', content: 'after all' })
  slow?.close()
})
