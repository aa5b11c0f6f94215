import type { Logger } from '../lib/logger.ts'
import { createDemoModel } from './demo.ts'
import type { ModelProvider } from './model.ts'

export type ModelSettings = {
  modelProvider: 'openai' | 'demo'
  openaiApiKey?: string | undefined
  openaiBaseUrl: string
  /** The default first. */
  models: readonly string[]
  anyModel: boolean
  modelContextTokens: number
  modelFirstTokenTimeoutMs: number
  modelSilenceTimeoutMs: number
  /** Between two pieces of the demo model. */
  delayMs: number
}

/** The model that the settings name. */
export async function createModel(settings: ModelSettings, logger?: Logger): Promise<ModelProvider> {
  if (settings.modelProvider === 'demo') return createDemoModel({ delayMs: settings.delayMs })
  // Loaded only here: the package takes 50 ms and 12 MB, which the demo need not spend.
  const { createOpenAIModel } = await import('./openai.ts')
  return createOpenAIModel({
    apiKey: settings.openaiApiKey,
    baseUrl: settings.openaiBaseUrl,
    models: settings.models,
    anyModel: settings.anyModel,
    contextTokens: settings.modelContextTokens,
    firstTokenTimeoutMs: settings.modelFirstTokenTimeoutMs,
    silenceTimeoutMs: settings.modelSilenceTimeoutMs,
    ...(logger ? { logger } : {}),
  })
}
