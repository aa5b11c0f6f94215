import type { Ground } from './ground.ts'
import type { Life } from './life.ts'
import { ModelFailure, type ModelProvider, type ModelSink } from '../../model/model.ts'

/** One call of the model, and what it has made so far. */
export type Call = { replyId: string; epoch: number; prefix: string; made: string }

const SILENCE_MS = 30_000
const WORDS = ['so ', 'it ', '😀', 'was\n', '👩‍🚀 ', 'é', 'long ', 'after. ']

/** A model that plays one part for one reply: pieces of its own, at its own pace, with an end of its own. */
export function playModel(call: Call, life: Life, { chance, weather }: Ground): ModelProvider {
  const wait = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        cancel()
        reject(signal.reason as Error)
      }
      const cancel = life.clock.setTimer(() => {
        signal.removeEventListener('abort', leave)
        resolve()
      }, ms)
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
    })
  const say = (sink: ModelSink, text: string) => {
    call.made += text
    sink.text(text)
  }
  const piece = () => {
    let text = ''
    for (let words = chance.int(4); words >= 0; words--) text += chance.pick(WORDS) ?? ''
    return text
  }
  return {
    models: () => [],
    offers: () => true,
    state: () => ({ ok: true }),
    async stream({ signal }, sink) {
      const pace = chance.pick([0, 5, 40, 400, 3_000]) ?? 0
      const rough = weather.failing > 0
      if (chance.chance(0.4)) {
        const delayMs = chance.int(3_000)
        sink.wait({ reason: 'busy', delayMs })
        await wait(delayMs, signal)
      }
      for (let pieces = chance.int(12); pieces > 0; pieces--) {
        await wait(chance.int(pace + 1), signal)
        // No two calls say the same.
        say(sink, call.made === '' ? `[${call.replyId} ${call.epoch}] ` : piece())
      }
      if (rough && chance.chance(0.1)) await wait(SILENCE_MS, signal).then(() => fail('provider_silent'))
      if (rough && chance.chance(0.15)) fail('provider_cut')
      return { finishReason: 'stop', usage: { promptTokens: 1, completionTokens: 1 } }
    },
  }
}

function fail(code: 'provider_silent' | 'provider_cut'): never {
  throw new ModelFailure(code, 'The model went away.')
}
