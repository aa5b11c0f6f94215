import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { percentile } from '../../bench/statistics.ts'
import { openLanes } from './lanes.ts'

/** Messages to send: so many a second whether or not the server keeps up, or so many at a time, as fast as it can. */
export type Rush = { base: string; tokens: string[]; model: string; seconds: number; name: string } & (
  | { perSecond: number }
  | { atOnce: number }
)
/** Times in milliseconds, at the 99th percentile unless told otherwise. */
export type Rushed = {
  accepted: number
  refused: number
  /** Any other answer, or none. */
  broken: number
  /** Due, but every connection was waiting for an answer. */
  unsent: number
  acceptedMs: number
  refusedMs: number
  /** The same for what was sent in each second. */
  acceptedMsBySecond: number[]
  refusedMsBySecond: number[]
  /** How late the sender itself was. */
  lateMs: number
}

/** Sends from a process of its own, so that nothing else here is in its way. */
export async function rush(asked: Rush): Promise<Rushed> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.stdin.end(JSON.stringify(asked))
  let said = ''
  for await (const piece of child.stdout) said += String(piece)
  process.off('exit', end)
  return JSON.parse(said) as Rushed
}

type Sent = { at: number; ms: number; status: number }
/** Opened before anything is sent: how fast the system takes new connections is not the question. */
const LANES = 400
const TICK_MS = 2
const LAST_ANSWERS_MS = 5_000

async function send(asked: Rush): Promise<Rushed> {
  const lanes = await openLanes(asked.base, LANES)
  const sent: Sent[] = []
  let number = 0
  let unsent = 0
  let open = 0
  const beganAt = performance.now()

  const one = () => {
    const at = performance.now()
    const isSent = lanes.ask(requestOf(asked, number), status => {
      open--
      sent.push({ at: at - beganAt, ms: performance.now() - at, status })
    })
    if (!isSent) return void unsent++
    number++
    open++
  }
  const late = await eachTick(asked.seconds * 1_000, elapsedMs => {
    const due =
      'perSecond' in asked ? Math.floor((elapsedMs * asked.perSecond) / 1_000) - number - unsent : asked.atOnce - open
    for (let left = due; left > 0; left--) one()
  })
  for (const until = performance.now() + LAST_ANSWERS_MS; open > 0 && performance.now() < until;) await pause(10)
  const unanswered = open
  lanes.close()
  const answered = sent.filter(({ status }) => status > 0)
  const broken = unanswered + sent.filter(isBroken).length
  return { ...figures(answered, asked.seconds), unsent, lateMs: percentile(late, 99), broken }
}

/** Calls `work` again and again for so long; answers how late each call was. */
function eachTick(forMs: number, work: (elapsedMs: number) => void): Promise<number[]> {
  const late: number[] = []
  const beganAt = performance.now()
  let last = beganAt
  return new Promise(resolve => {
    const timer = setInterval(() => {
      const now = performance.now()
      late.push(Math.max(0, now - last - TICK_MS))
      last = now
      if (now - beganAt < forMs) return work(now - beganAt)
      clearInterval(timer)
      resolve(late)
    }, TICK_MS)
  })
}

const isAccepted = ({ status }: Sent) => status === 202
const isRefused = ({ status }: Sent) => status === 429 || status === 503
const isBroken = (one: Sent) => !isAccepted(one) && !isRefused(one)

function figures(sent: readonly Sent[], seconds: number): Omit<Rushed, 'unsent' | 'lateMs' | 'broken'> {
  const [accepted, refused] = [sent.filter(isAccepted), sent.filter(isRefused)]
  const ms = (some: readonly Sent[]) =>
    some.length === 0
      ? 0
      : percentile(
          some.map(one => one.ms),
          99,
        )
  const bySecond = (some: readonly Sent[]) =>
    Array.from({ length: seconds }, (_, second) => ms(some.filter(({ at }) => Math.floor(at / 1_000) === second)))
  return {
    accepted: accepted.length,
    refused: refused.length,
    acceptedMs: ms(accepted),
    refusedMs: ms(refused),
    acceptedMsBySecond: bySecond(accepted),
    refusedMsBySecond: bySecond(refused),
  }
}

/** Each in a conversation of its own. */
function requestOf({ base, tokens, model, name }: Rush, n: number): string {
  const body = JSON.stringify({ session_id: `${name}-${n}`, message: 'hello', model })
  return [
    'POST /api/chat HTTP/1.1',
    `host: ${new URL(base).host}`,
    `authorization: Bearer ${tokens[n % tokens.length]}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  let asked = ''
  for await (const piece of process.stdin) asked += String(piece)
  process.stdout.write(JSON.stringify(await send(JSON.parse(asked) as Rush)))
}
