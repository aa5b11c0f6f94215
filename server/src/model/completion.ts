import type OpenAI from 'openai'
import type { Clock } from '../lib/clock.ts'
import { createClient, type ClientSettings } from './client.ts'
import { CallFailure, failureOf } from './failures.ts'
import type { Turn } from './model.ts'
import { createProviderFetch } from './provider-fetch.ts'
import { readReply, type ReplyEnd } from './read-reply.ts'
import { createWatch } from './watch.ts'

export type CompletionSettings = ClientSettings & {
  firstTokenTimeoutMs: number
  silenceTimeoutMs: number
  clock: Clock
}

export type CompletionRequest = {
  model: string
  turns: readonly Turn[]
  /** Left out: the provider's own. */
  temperature: number | undefined
  signal: AbortSignal
}

export type Complete = (request: CompletionRequest, onText: (piece: string) => void) => Promise<ReplyEnd>

/** How long what a reply cost is waited for, once it is whole. */
const LAST_WORDS_MS = 2_000

/**
 * One call of the provider, never repeated. Rejects with a `CallFailure`, or with `signal.reason` when it was aborted;
 * the provider's socket is closed by then.
 */
export function createCompletion(settings: CompletionSettings): Complete {
  const { clock, firstTokenTimeoutMs, silenceTimeoutMs } = settings
  const { fetch, bodyOf } = createProviderFetch(new URL(settings.baseUrl).origin)
  const client = createClient(settings, fetch)
  keepHead(client)

  return async ({ model, turns, temperature, signal }, onText) => {
    const call = new AbortController()
    const abort = () => call.abort(signal.reason)
    const tooLate = () => call.abort(started ? silent() : noFirstToken())
    let started = false
    let expire = tooLate
    signal.throwIfAborted()
    signal.addEventListener('abort', abort, { once: true })
    const watch = createWatch(clock, firstTokenTimeoutMs, () => expire())
    try {
      const body = {
        model,
        messages: turns.map(messageOf),
        ...(temperature === undefined ? {} : { temperature }),
        stream: true,
        stream_options: { include_usage: true },
      } as const
      const response = await client.chat.completions.create(body, { signal: call.signal }).asResponse()
      const reading = readReply(bodyOf(response), {
        text: onText,
        alive() {
          if (started) return watch.alive()
          started = true
          watch.limit(silenceTimeoutMs)
        },
        finished() {
          expire = () => reading.settle()
          watch.limit(Math.min(LAST_WORDS_MS, silenceTimeoutMs))
        },
      })
      return await reading.end
    } catch (error) {
      call.signal.throwIfAborted()
      call.abort()
      throw failureOf(error, settings)
    } finally {
      watch.stop()
      signal.removeEventListener('abort', abort)
    }
  }
}

/**
 * Ours differ in their bodies alone, yet the package spends a third of a call on building its address and headers anew.
 */
function keepHead(client: OpenAI): void {
  const build = client.buildRequest.bind(client)
  let head: ReturnType<typeof build> | undefined
  client.buildRequest = async options => {
    const { req, url, timeout } = await (head ??= build({ ...options, body: {} }))
    return { url, timeout, req: { ...req, body: JSON.stringify(options.body), signal: options.signal ?? null } }
  }
}

/** The package knows a type for each role; ours are one. */
function messageOf({ role, content }: Turn): OpenAI.ChatCompletionMessageParam {
  return { role, content }
}

const noFirstToken = () => new CallFailure('provider_first_token_timeout', 'The model did not begin to answer in time.')
const silent = () => new CallFailure('provider_silent', 'The model fell silent in the middle of its answer.')
