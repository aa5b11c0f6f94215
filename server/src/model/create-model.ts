import type { Logger } from '../lib/logger.ts'
import { createDemoModel } from './demo.ts'
import type { Embedder, ModelProvider } from './model.ts'

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

export type EmbedderSettings = Pick<ModelSettings, 'modelProvider' | 'openaiApiKey' | 'openaiBaseUrl'> & {
  embeddingModel?: string | undefined
}

/** What turns texts into vectors; undefined where the settings name no model for that. */
export async function createEmbedder(settings: EmbedderSettings): Promise<Embedder | undefined> {
  const { modelProvider, embeddingModel: model, openaiApiKey: apiKey, openaiBaseUrl: baseUrl } = settings
  if (model === undefined || modelProvider === 'demo') return undefined
  const { createOpenAIEmbedder } = await import('./embeddings.ts')
  return createOpenAIEmbedder({ apiKey, baseUrl, model })
}
