import type { Model } from '@folio/protocol'
import { systemClock, type Clock } from '../lib/clock.ts'
import { estimateTokens, estimateTurns } from '../lib/estimate-tokens.ts'
import { demoAnswer } from './demo-answer.ts'
import { demoText } from './demo-text.ts'
import type { ModelProvider, ModelRequest, ModelSink, ModelResult } from './model.ts'
import { sleep } from './sleep.ts'

const DEMO: Model = { id: 'demo', name: 'Demo', default: true, context_window: 128_000, demo: true }

export type DemoSettings = {
  /** Between two pieces; 0: as fast as they are taken. */
  delayMs: number
  clock?: Clock
}

/** Answers without a provider, with text of its own; the same question is always given the same text. */
export function createDemoModel({ delayMs, clock = systemClock }: DemoSettings): ModelProvider {
  async function stream({ turns, grounds, prefix = '', signal }: ModelRequest, sink: ModelSink): Promise<ModelResult> {
    const rest = behind(prefix, grounds ? demoAnswer(grounds) : [demoText(turns)])
    signal.throwIfAborted()
    for (const piece of rest.match(PIECES) ?? []) {
      sink.text(piece)
      await (delayMs > 0 ? sleep(clock, delayMs, signal) : nextTurn(signal))
    }
    return {
      finishReason: 'stop',
      usage: { promptTokens: estimateTurns(turns), completionTokens: estimateTokens(rest) },
    }
  }

  return { models: () => [DEMO], offers: name => name === DEMO.id, state: () => ({ ok: true }), stream }
}

/** The text, its marks written as a model writes them, behind a prefix that has none: nothing where it goes another way. */
function behind(prefix: string, parts: readonly (string | number)[]): string {
  const text = parts.filter(part => typeof part === 'string').join('')
  if (!text.startsWith(prefix)) return ''
  let rest = ''
  let skip = prefix.length
  for (const part of parts) {
    if (typeof part === 'string') {
      rest += part.slice(skip)
      skip = Math.max(0, skip - part.length)
    } else if (skip === 0) rest += ` [${part}]`
  }
  return rest
}

/** A word with the white space before it; a very long one is cut between characters, never inside of one. */
const PIECES = /\s*\S{1,24}(?:\s+$)?|\s+/gu

function nextTurn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => (signal.aborted ? reject(signal.reason) : resolve()))
  })
}
