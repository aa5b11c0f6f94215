import type { Model } from '@folio/protocol'
import { systemClock, type Clock } from '../lib/clock.ts'
import { estimateTurns } from '../lib/estimate-tokens.ts'
import type { Logger } from '../lib/logger.ts'
import { createCompletion } from './completion.ts'
import { fitContext } from './context.ts'
import { CallFailure } from './failures.ts'
import { createHealth } from './health.ts'
import { ModelFailure, type ModelProvider, type ModelRequest, type ModelResult, type Turn } from './model.ts'
import { pauseBefore } from './retry.ts'
import { sleep } from './sleep.ts'

export type OpenAISettings = {
  /** Sent to the origin of `baseUrl` and nowhere else. Left out where the server asks for none. */
  apiKey?: string | undefined
  /** Up to and with `/v1`. */
  baseUrl: string
  /** The default first. */
  models: readonly string[]
  /** True where a model that is not listed may be asked for too. */
  anyModel: boolean
  /** Tokens that a model holds, question and answer together. */
  contextTokens: number
  firstTokenTimeoutMs: number
  silenceTimeoutMs: number
  logger?: Logger
  clock?: Clock
  /** From 0 to 1, for the jitter of retries. */
  random?: () => number
}

/** Any server that speaks OpenAI's protocol. */
export function createOpenAIModel(settings: OpenAISettings): ModelProvider {
  const { anyModel, contextTokens, logger, clock = systemClock, random = Math.random } = settings
  const complete = createCompletion({ ...settings, clock })
  const models = listModels(settings)
  const names = new Set(models.map(model => model.id))
  const health = createHealth()

  async function attempt(
    request: ModelRequest,
    turns: readonly Turn[],
    onText: (piece: string) => void,
  ): Promise<ModelResult> {
    const { model, temperature, signal } = request
    try {
      const { finishReason, usage, bytes } = await complete({ model, turns, temperature, signal }, onText)
      health.succeeded()
      return {
        finishReason,
        usage: usage ?? { promptTokens: estimateTurns(turns), completionTokens: Math.ceil(bytes / 3) },
      }
    } catch (error) {
      if (error instanceof ModelFailure) {
        health.failed(error)
        logger?.warn({ code: error.code, model, error: error.cause }, 'a call of the model failed')
      }
      throw error
    }
  }

  return {
    models: () => models,
    offers: name => anyModel || names.has(name),
    state: health.state,
    async stream(request, sink) {
      const turns = fitContext(turnsOf(request), { contextTokens, lastTurns: request.prefix ? 3 : 1 })
      let visible = false
      const onText = (piece: string) => {
        visible = true
        sink.text(piece)
      }
      for (let retries = 0; ; retries++) {
        try {
          return await attempt(request, turns, onText)
        } catch (error) {
          const delayMs = visible || !(error instanceof CallFailure) ? undefined : pauseBefore(error, retries, random)
          if (delayMs === undefined) throw error
          sink.wait({ reason: (error as CallFailure).message, delayMs })
          await sleep(clock, delayMs, request.signal)
        }
      }
    },
  }
}

function listModels({ models, contextTokens }: OpenAISettings): Model[] {
  return models.map((id, index) => ({ id, name: id, default: index === 0, context_window: contextTokens, demo: false }))
}

const GO_ON =
  'Your last message was cut off. Go on exactly where it ends, in the middle of a word if need be. ' +
  'Repeat nothing, and say nothing about the interruption.'

/** The text so far goes along as the assistant's own, so that the model can go on behind it. */
function turnsOf({ turns, prefix }: ModelRequest): Turn[] {
  if (!prefix) return [...turns]
  return [...turns, { role: 'assistant', content: prefix }, { role: 'user', content: GO_ON }]
}
