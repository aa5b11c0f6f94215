/** What the scripted model does with one call, step by step. */
export type Step =
  | { text: string }
  | Tokens
  | { waitMs: number }
  /** Goes on once that has resolved: for tests in the same process. */
  | { until: Promise<unknown> }
  /** Instead of a stream. `retryAfter` in seconds. */
  | { status: number; retryAfter?: number; code?: string }
  | { finish: 'stop' | 'length' | 'content_filter' }
  | Word

/** Counted tokens: each begins with `~` and its number in base 36, so that a reader sees what is lost or doubled. */
export type Tokens = {
  tokens: number
  /** Left out: as fast as they are taken. */
  perSecond?: number
  /** Of text in each token, 6 unless told. */
  bytes?: number
  /** Tokens in one write, 1 unless told. */
  pack?: number
  /** Each token is the monotonic time at which it was written instead: `~` and microseconds in base 36. */
  stamped?: boolean
}

/**
 * `headers`: sends them, and no more. `echo`: says how many messages it was sent. `hang`: never goes on. `drop`: ends
 * the connection in the middle. `reset`: resets it inside of a chunk. `bad-utf8`, `malformed`: one event of that kind.
 */
const WORDS = ['headers', 'echo', 'hang', 'drop', 'reset', 'bad-utf8', 'malformed'] as const
export type Word = (typeof WORDS)[number]

/**
 * Steps by the model's name, so that a scenario passes through any server unchanged: words with numbers, joined by
 * dots.
 *
 *     tokens-200.rate-50.stamped     ttft-300.tokens-5        endless.rate-100         echo
 *     status-429.after-1             status-500.flaky-2       (the first two calls only, for each name)
 *     hang-3   drop-3   reset-3   malformed-3   bad-utf8-3    (after three tokens)      mute (not even headers)
 *
 * Names that say none of this get fifty tokens.
 */
export function stepsOf(name: string, call: number): Step[] {
  const words = new Map<string, number | undefined>()
  for (const word of name.split('.')) {
    const [, key = '', value] = /^(.*?)(?:-(\d+))?$/.exec(word) ?? []
    words.set(key, value === undefined ? undefined : Number(value))
  }
  const number = (key: string) => words.get(key)
  const status = number('status')
  const flaky = number('flaky')
  if (status !== undefined && (flaky === undefined || call < flaky)) {
    return [{ status, ...(words.has('after') ? { retryAfter: number('after') ?? 0 } : {}) }]
  }
  if (words.has('mute')) return ['hang']
  const first: Step[] = ['headers', { waitMs: number('ttft') ?? 0 }]
  const tokens = { ...tokensOf(words), tokens: words.has('endless') ? Infinity : (number('tokens') ?? 50) }
  for (const word of WORDS) {
    if (!words.has(word)) continue
    const at = number(word) ?? 0
    const left = Math.max(0, tokens.tokens - at)
    return word === 'echo' ? [word] : [...first, { ...tokens, tokens: at }, word, { ...tokens, tokens: left }]
  }
  return [...first, tokens, { finish: words.has('length') ? 'length' : 'stop' }]
}

function tokensOf(words: Map<string, number | undefined>): Omit<Tokens, 'tokens'> {
  const perSecond = words.get('rate')
  const bytes = words.get('size')
  const pack = words.get('pack')
  return {
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(pack === undefined ? {} : { pack }),
    stamped: words.has('stamped'),
  }
}
