/** One call as it came in. */
export type Recorded = {
  model: string
  messages: { role: string; content: string }[]
  authorization: string | undefined
  temperature: number | undefined
  /** The caller left before the end. */
  aborted: boolean
}

const MAX_RECORDED = 1_000

export type CallRecord = {
  /** The newest 1,000, oldest first. */
  requests: Recorded[]
  calls(): number
  aborted(): number
  /** `nthOfModel` counts the calls of that name, from 0. */
  add(call: Omit<Recorded, 'aborted'>): { nthOfModel: number; leave(): void }
  reset(): void
}

export function createRecord(): CallRecord {
  const requests: Recorded[] = []
  const callsOf = new Map<string, number>()
  let calls = 0
  let aborted = 0
  return {
    requests,
    calls: () => calls,
    aborted: () => aborted,
    add(call) {
      const recorded = { ...call, aborted: false }
      requests.push(recorded)
      if (requests.length > MAX_RECORDED) requests.shift()
      calls++
      const nthOfModel = callsOf.get(call.model) ?? 0
      callsOf.set(call.model, nthOfModel + 1)
      return {
        nthOfModel,
        leave() {
          recorded.aborted = true
          aborted++
        },
      }
    },
    reset() {
      requests.length = 0
      callsOf.clear()
      calls = aborted = 0
    },
  }
}
