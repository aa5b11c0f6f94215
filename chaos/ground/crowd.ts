import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { percentile } from '../../bench/statistics.ts'

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

/** One connection that is kept, with one request at a time on it. */
function openLane(base: string, onIdle: (lane: Lane) => void, onGone: (lane: Lane) => void) {
  const { hostname, port } = new URL(base)
  const socket: Socket = connect(Number(port), hostname).setNoDelay(true)
  let waiting: ((status: number) => void) | undefined
  let rest = ''
  const lane = {
    opened: new Promise<void>(resolve => socket.once('connect', resolve).once('close', () => resolve())),
    ask(request: string, then: (status: number) => void) {
      waiting = then
      socket.write(request)
    },
    close: () => socket.destroy(),
  }
  const answer = (status: number) => {
    const then = waiting
    waiting = undefined
    then?.(status)
  }
  socket.setEncoding('latin1')
  socket.on('data', (piece: string) => {
    rest += piece
    const headEnd = rest.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = rest.slice(0, headEnd)
    const length = /content-length: *(\d+)/i.exec(head)?.[1]
    const isWhole = length === undefined ? rest.endsWith('0\r\n\r\n') : rest.length >= headEnd + 4 + Number(length)
    if (!isWhole) return
    rest = ''
    answer(Number(head.slice(9, 12)))
    if (/connection: close/i.test(head)) socket.destroy()
    else onIdle(lane)
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    answer(0)
    onGone(lane)
  })
  return lane
}
type Lane = { opened: Promise<void>; ask(request: string, then: (status: number) => void): void; close(): void }

async function send(asked: Rush): Promise<Rushed> {
  const idle: Lane[] = []
  const all = new Set<Lane>()
  const sent: Sent[] = []
  const late: number[] = []
  let number = 0
  let unsent = 0
  let open = 0
  let beganAt = performance.now()

  const one = () => {
    const lane = idle.pop() ?? (all.size < LANES ? add() : undefined)
    if (!lane) return void unsent++
    const at = performance.now()
    open++
    lane.ask(requestOf(asked, number++), status => {
      open--
      sent.push({ at: at - beganAt, ms: performance.now() - at, status })
    })
  }
  const add = () => {
    const lane: Lane = openLane(
      asked.base,
      free => void idle.push(free),
      gone => {
        all.delete(gone)
        const index = idle.indexOf(gone)
        if (index >= 0) idle.splice(index, 1)
      },
    )
    all.add(lane)
    return lane
  }
  const due = (elapsedMs: number) =>
    'perSecond' in asked ? Math.floor((elapsedMs * asked.perSecond) / 1_000) - number - unsent : asked.atOnce - open

  for (let n = 0; n < LANES; n++) {
    const lane = add()
    await lane.opened
    idle.push(lane)
  }
  beganAt = performance.now()
  await new Promise<void>(resolve => {
    let last = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      late.push(Math.max(0, now - last - TICK_MS))
      last = now
      if (now - beganAt >= asked.seconds * 1_000) return resolve(clearInterval(timer))
      for (let left = due(now - beganAt); left > 0; left--) one()
    }, TICK_MS)
  })
  const until = performance.now() + LAST_ANSWERS_MS
  while (open > 0 && performance.now() < until) await new Promise(resolve => setTimeout(resolve, 10))
  const unanswered = open
  for (const lane of all) lane.close()
  return {
    ...figures(
      sent.filter(({ status }) => status > 0),
      asked.seconds,
    ),
    unsent,
    lateMs: percentile(late, 99),
    broken: unanswered + sent.filter(isBroken).length,
  }
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
