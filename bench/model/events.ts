import { tokenText } from './token.ts'

/** Writes the events of one model's replies, each with its closing empty line. */
export type Events = {
  delta(delta: object, finishReason?: string): string
  /** `delta({ content })`, made quickly. */
  text(content: string): string
  token(n: number, bytes?: number): Buffer
  usage(completionTokens: number): string
  badUtf8(): Buffer
}

/** Made once for each model: a load of thousands of tokens a second must not wait for its own model. */
export function eventsOf(model: string): Events {
  const known = all.get(model)
  if (known) return known
  const made = createEvents(model)
  if (all.size < MAX_MODELS) all.set(model, made)
  return made
}

const all = new Map<string, Events>()
const MAX_MODELS = 100
/** Of each length; endless replies begin again. */
const MAX_TOKENS = 1_000

function createEvents(model: string): Events {
  const shell = { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1_700_000_000, model }
  const event = (fields: object) => `data: ${JSON.stringify({ ...shell, ...fields })}\n\n`
  const delta = (fields: object, finishReason: string | null = null) =>
    event({ choices: [{ index: 0, delta: fields, logprobs: null, finish_reason: finishReason }] })
  const [head = '', tail = ''] = delta({ content: SLOT }).split(SLOT)
  const ready = new Map<number, Buffer[]>()
  return {
    delta,
    text: content => head + JSON.stringify(content).slice(1, -1) + tail,
    token(n, bytes = 6) {
      const made = ready.get(bytes) ?? []
      ready.set(bytes, made)
      return (made[n % MAX_TOKENS] ??= Buffer.from(head + tokenText(n % MAX_TOKENS, bytes) + tail))
    },
    usage: tokens =>
      event({ choices: [], usage: { prompt_tokens: 10, completion_tokens: tokens, total_tokens: 10 + tokens } }),
    badUtf8: () => Buffer.concat([Buffer.from(`${head}bad: `), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(tail)]),
  }
}

const SLOT = '<here>'
