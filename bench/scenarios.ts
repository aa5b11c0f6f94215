export type Scenario = {
  name: string
  users: number
  /** A name that the model server reads as its script. */
  model: string
  /** In each reply. */
  tokens: number
  /** Each token carries the time it was written. */
  stamped: boolean
  warmupMs: number
  /** Left out where one asks for a quick look. */
  fullOnly?: boolean
}

/** As fast as it goes, one token a packet; and at the pace of real models, 50 and 20 tokens a second. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'one', users: 1, model: 'tokens-50.pack-16', tokens: 50, stamped: false, warmupMs: 500 },
  { name: 'each50', users: 50, model: 'tokens-200', tokens: 200, stamped: false, warmupMs: 1_000 },
  { name: 'each200', users: 200, model: 'tokens-200', tokens: 200, stamped: false, warmupMs: 1_500 },
  { name: 'paced200', users: 200, model: 'tokens-200.rate-50.stamped', tokens: 200, stamped: true, warmupMs: 2_500 },
  {
    name: 'paced1000',
    users: 1_000,
    model: 'tokens-60.rate-20.stamped',
    tokens: 60,
    stamped: true,
    warmupMs: 4_000,
    fullOnly: true,
  },
]
