import { setMaxListeners } from 'node:events'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { chat } from './chat.ts'
import { usageOf } from './processes.ts'
import type { Scenario } from './scenarios.ts'
import { createSample } from './statistics.ts'
import type { Target, Visitor } from './targets.ts'
import { countTokens } from './tokens.ts'

/** Times in milliseconds; NaN where a scenario does not give them. */
export type Result = {
  tokensPerSecond: number
  cpuMicrosPerToken: number
  firstTokenP50: number
  firstTokenP95: number
  ageP50: number
  ageP99: number
  rssMb: number
  /** Replies that were refused, cut, or not of the right length, and the first reason. */
  errors: number
  firstError: string | undefined
}

/** Lets `scenario.users` chat, each beginning anew as soon as its reply has ended, and measures for a while. */
export async function runLoad(
  target: Target,
  scenario: Scenario,
  serverPids: readonly number[],
  seconds: number,
): Promise<Result> {
  const visitors: Visitor[] = []
  for (let n = 0; n < scenario.users; n++) visitors.push(await target.enter(scenario.users))
  const meter = createMeter(scenario)
  const leaving = new AbortController()
  setMaxListeners(scenario.users + 10, leaving.signal)
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  const call = { model: scenario.model, agent, signal: leaving.signal }

  const users = visitors.map(async (visitor, index) => {
    // They arrive one by one, not as a herd.
    await sleep((index / scenario.users) * scenario.warmupMs * 0.8)
    while (!leaving.signal.aborted) {
      const reply = meter.reply()
      const good = reply.end(await chat(visitor, call, reply.bytes))
      if (!good) await sleep(20)
    }
  })

  await sleep(scenario.warmupMs)
  const before = usageOf(serverPids)
  const from = performance.now()
  meter.start()
  await sleep(seconds * 1000)
  const { tokens, ...result } = meter.stop()
  const after = usageOf(serverPids)
  const elapsed = (performance.now() - from) / 1000
  leaving.abort()
  await Promise.all(users)
  agent.destroy()
  const cpuMicrosPerToken = ((after.cpuSeconds - before.cpuSeconds) * 1e6) / tokens
  return { ...result, tokensPerSecond: tokens / elapsed, cpuMicrosPerToken, rssMb: after.rssMb }
}

type Counted = Omit<Result, 'tokensPerSecond' | 'cpuMicrosPerToken' | 'rssMb'> & { tokens: number }

type Meter = {
  start(): void
  stop(): Counted
  reply(): { bytes(bytes: Buffer): void; end(error: string | undefined): boolean }
}

function createMeter(scenario: Scenario): Meter {
  const firstToken = createSample()
  const age = createSample()
  let measuring = false
  let tokens = 0
  let errors = 0
  let firstError: string | undefined

  return {
    start: () => void (measuring = true),
    stop() {
      measuring = false
      const [firstTokenP50, firstTokenP95] = [firstToken.percentile(50), firstToken.percentile(95)]
      return {
        tokens,
        errors,
        firstError,
        firstTokenP50,
        firstTokenP95,
        ageP50: age.percentile(50),
        ageP99: age.percentile(99),
      }
    },
    reply() {
      const from = performance.now()
      let mine = 0
      return {
        bytes(bytes) {
          const found = countTokens(bytes, scenario.stamped && measuring ? age.add : undefined)
          if (found > 0 && mine === 0 && measuring) firstToken.add(performance.now() - from)
          mine += found
          if (measuring) tokens += found
        },
        end(error) {
          const fault = error ?? (mine === scenario.tokens ? undefined : `${mine} of ${scenario.tokens} tokens`)
          if (fault === undefined || !measuring) return fault === undefined
          errors++
          firstError ??= fault
          return false
        },
      }
    },
  }
}
