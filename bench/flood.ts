import { request, type Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { folioTarget, type Visitor } from './targets.ts'
import { countTokens } from './tokens.ts'

/** Visitors with one conversation each, in which one reply is written at a time. */
export type Crowd = { base: string; agent: Agent; model: string; tokens: number; free: Visitor[] }

/** What became of one message. Times in milliseconds; `answeredMs` counts from when it was due, to the first token or to the whole refusal. */
export type Sent = { dueAt: number; outcome: 'whole' | 'refused' | 'broken'; answeredMs: number }

/** Visitors, and as many open connections, as a proxy in front of a server keeps them: a process accepts one a turn. */
export async function gather(crowd: Omit<Crowd, 'free'>, size: number): Promise<Crowd> {
  const target = folioTarget([crowd.base])
  const free: Visitor[] = []
  while (free.length < size) free.push(...(await Promise.all(Array.from({ length: 20 }, () => target.enter(size)))))
  await Promise.all(Array.from({ length: size }, () => connect(crowd)))
  return { ...crowd, free }
}

function connect({ base, agent }: Pick<Crowd, 'base' | 'agent'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${base}/healthz`, { agent }, response => void response.resume().once('end', resolve))
    outgoing.once('error', reject).end()
  })
}

/** So many at a time for a while, each beginning anew when it was answered. */
export async function keepBusy(crowd: Crowd, atOnce: number, seconds: number): Promise<Sent[]> {
  const until = performance.now() + seconds * 1_000
  const sent: Sent[] = []
  const lane = async () => {
    while (performance.now() < until) sent.push(...(await say(crowd, performance.now())))
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return sent
}

/** So many a second, whether or not the server keeps up: people do not wait for each other. `answers` come later. */
export async function flood(
  crowd: Crowd,
  perSecond: number,
  seconds: number,
): Promise<{ answers: Promise<Sent[]>; lateMs: number[] }> {
  const answers: Promise<Sent[]>[] = []
  const lateMs: number[] = []
  const from = performance.now()
  for (let n = 0; n < perSecond * seconds;) {
    const now = performance.now()
    for (; n < perSecond * seconds && dueAt(n) <= now; n++) {
      lateMs.push(now - dueAt(n))
      answers.push(say(crowd, dueAt(n)))
    }
    await sleep(1)
  }
  return { answers: Promise.all(answers).then(all => all.flat()), lateMs }

  function dueAt(n: number): number {
    return from + (n * 1_000) / perSecond
  }
}

/** Nothing where everybody is still being answered: there is nobody left who could send. */
async function say(crowd: Crowd, dueAt: number): Promise<Sent[]> {
  const visitor = crowd.free.pop()
  if (!visitor) return []
  const answer = await ask(crowd, visitor, dueAt)
  crowd.free.unshift(visitor)
  return [{ dueAt, ...answer }]
}

function ask({ base, agent, model, tokens }: Crowd, visitor: Visitor, dueAt: number): Promise<Omit<Sent, 'dueAt'>> {
  const body = visitor.body(model)
  const headers = { ...visitor.headers, 'content-length': Buffer.byteLength(body) }
  return new Promise(resolve => {
    let found = 0
    let firstAt: number | undefined
    const end = (outcome: Sent['outcome']) => resolve({ outcome, answeredMs: (firstAt ?? performance.now()) - dueAt })
    const outgoing = request(base + visitor.path(), { method: 'POST', agent, headers }, response => {
      const { statusCode } = response
      response.on('data', (bytes: Buffer) => {
        if (statusCode !== 200) return
        found += countTokens(bytes)
        if (found > 0) firstAt ??= performance.now()
      })
      response.on('end', () => {
        if (statusCode === 503 || statusCode === 429) return end('refused')
        end(statusCode === 200 && found === tokens ? 'whole' : 'broken')
      })
      response.on('error', () => end('broken'))
    })
    outgoing.on('error', () => end('broken'))
    outgoing.end(body)
  })
}
