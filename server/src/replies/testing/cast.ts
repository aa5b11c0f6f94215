import { isEnd } from '@folio/protocol'
import { Refusal } from '../../lib/refusal.ts'
import { Fault } from '../../lib/testing/fault.ts'
import { makeConversation, type Ground } from './ground.ts'
import { startPod, told, type Pod } from './pod.ts'
import { openReader, type Reader } from './reader.ts'

/** What somebody says to whichever process answers. */
export type Saying = (pod: Pod) => Promise<unknown>

/** Everybody in a story: processes, readers, and what was said. */
export type Cast = {
  readonly pods: readonly Pod[]
  readonly readers: readonly Reader[]
  readonly conversations: readonly string[]
  readonly replies: readonly string[]
  /** What the client may say again: it failed, or the answer did not come. */
  readonly again: Saying[]
  anyPod(): Pod | undefined
  /** Starts a process where there is room for one. */
  start(): Promise<void>
  end(pod: Pod): void
  say(what: Saying): void
  addConversation(): Promise<void>
  addReply(): string
  addReader(replyId: string): Reader
  dismissReaders(): void
  /** Every reply has ended, every reader has it all, and nobody holds anything. */
  readonly atRest: boolean
}

export function openCast(ground: Ground): Cast {
  const { chance, ledger, world } = ground
  const conversations: string[] = []
  const replies: string[] = []
  const again: Saying[] = []
  let pods: Pod[] = []
  let readers: Reader[] = []
  let count = 0
  let starting = 0

  return {
    get pods() {
      return pods
    },
    get readers() {
      return readers
    },
    conversations,
    replies,
    again,
    anyPod: () => chance.pick(pods),
    async start() {
      if (pods.length + starting >= world.maxPods) return
      starting++
      // One process may well come back under its old name.
      const pod = await startPod(world.maxPods === 1 && chance.chance(0.5) ? 'pod' : `pod-${++count}`, ground)
      starting--
      if (pod) pods.push(pod)
    },
    end(pod) {
      pods = pods.filter(other => other !== pod)
      pod.life.kill()
    },
    say(what) {
      const pod = chance.pick(pods)
      if (!pod) return
      if (chance.chance(0.2)) again.push(what)
      what(pod).catch(error => {
        if (error instanceof Fault) again.push(what)
        else if (!(error instanceof Refusal)) ledger.break(told(error))
      })
    },
    async addConversation() {
      const id = `c${conversations.length}`
      conversations.push(id)
      await makeConversation(ground, id)
    },
    addReply() {
      const replyId = `r${replies.length}`
      replies.push(replyId)
      return replyId
    },
    addReader(replyId) {
      const reader = openReader(replyId, chance.int(ledger.seen(replyId).length + 1), ground)
      readers.push(reader)
      return reader
    },
    dismissReaders() {
      for (const reader of readers) reader.leave()
      readers = []
    },
    get atRest() {
      const rows = replies.map(ledger.row)
      return (
        pods.length > 0 &&
        rows.every(row => row === undefined || isEnd(row.status)) &&
        readers.every(({ state }) => state === 'ended' || state === 'gone') &&
        pods.every(pod => pod.engine.active === 0)
      )
    },
  }
}
