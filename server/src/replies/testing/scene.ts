import { send } from '../../chat/send.ts'
import { ModelFailure, type ModelProvider, type ModelSink } from '../../model/model.ts'
import type { MessageRow } from '../../store/tables.ts'
import { ANA, makeConversation, openGround, type Ground } from './ground.ts'
import { startPod, type Pod } from './pod.ts'
import { openReader, type Reader } from './reader.ts'
import type { Stage } from './stage.ts'
import type { WorldName } from './worlds.ts'

/** A model that says what it is told. */
export type Prompter = {
  prefix: string
  say(text: string): void
  wait(): void
  finish(): void
  fail(): void
}

/** Ana's two conversations, processes that do as they are told, and a model for each call. */
export type Scene = {
  ground: Ground
  /** The calls of the model for a reply, in order. */
  calls(replyId: string): Prompter[]
  start(podId: string): Promise<Pod>
  send(pod: Pod, replyId: string, conversationId?: string): Promise<MessageRow>
  /** Reads a reply from its start through a process. */
  read(pod: Pod, replyId: string): Reader
  row(replyId: string): MessageRow | undefined
  /** Time goes on; throws where a promise was broken meanwhile. */
  pass(ms?: number): Promise<void>
}

export async function openScene(stage: Stage, name: WorldName): Promise<Scene> {
  const calls = new Map<string, Prompter[]>()
  const ground = await openGround(stage, {
    name,
    seed: 1,
    model: call => {
      const { provider, prompter } = promptModel(call)
      calls.set(call.replyId, [...(calls.get(call.replyId) ?? []), prompter])
      return provider
    },
  })
  const { clock, ledger } = ground
  await makeConversation(ground, 'c0')
  await makeConversation(ground, 'c1')
  const pass = async (ms = 0) => {
    await clock.advance(ms)
    ledger.check()
    if (ledger.broken.length > 0) throw new Error(ledger.broken.join('\n'))
  }
  return {
    ground,
    calls: replyId => calls.get(replyId) ?? [],
    async start(podId) {
      const starting = startPod(podId, ground)
      await pass()
      const pod = await starting
      if (!pod) throw new Error(`${podId} did not start`)
      return pod
    },
    async send({ desk }, replyId, conversationId = 'c0') {
      const sending = { userId: ANA, conversationId, id: `m-${replyId}`, replyId, content: 'tell me' }
      const { reply } = await send(desk, sending)
      await pass()
      return reply
    },
    read(pod, replyId) {
      const reader = openReader(replyId, 0, ground)
      reader.connect(pod)
      return reader
    },
    row: ledger.row,
    pass,
  }
}

function promptModel(call: { prefix: string; made: string }): { provider: ModelProvider; prompter: Prompter } {
  let sink: ModelSink | undefined
  let finish = () => {}
  let fail = () => {}
  const prompter: Prompter = {
    prefix: call.prefix,
    say(text) {
      call.made += text
      sink?.text(text)
    },
    wait: () => sink?.wait({ reason: 'busy', delayMs: 1_000 }),
    finish: () => finish(),
    fail: () => fail(),
  }
  const provider: ModelProvider = {
    models: () => [],
    offers: () => true,
    state: () => ({ ok: true }),
    stream: ({ signal }, into) =>
      new Promise((resolve, reject) => {
        sink = into
        finish = () => resolve({ finishReason: 'stop', usage: { promptTokens: 1, completionTokens: 1 } })
        fail = () => reject(new ModelFailure('provider_cut', 'The model went away.'))
        const leave = () => reject(signal.reason as Error)
        if (signal.aborted) leave()
        else signal.addEventListener('abort', leave, { once: true })
      }),
  }
  return { provider, prompter }
}
