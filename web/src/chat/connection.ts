import { CLOSE, type ClientFrame, type ServerFrame } from '@folio/protocol'
import type { Link, LinkHandlers, OpenLink } from './link.ts'
import { TRANSITIONS, type ConnectionEvent, type ConnectionState } from './transitions.ts'

/** A first frame within this time, or the attempt is given up. */
const OPEN_MS = 8_000
/** How long an asked server may take to say anything. */
const ANSWER_MS = 1_000
/** How long a doubtful connection is given before another is made. */
const DOUBT_MS = 4_000
/** A leaving server's readers come back spread over this time, not all at once. */
const SPREAD_MS = 2_000
const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 15_000

export type Clock = {
  now: () => number
  /** Runs something later; answers how to call it off. */
  after: (ms: number, run: () => void) => () => void
  random: () => number
}

export type Connection = {
  state(): ConnectionState
  start(): void
  stop(): void
  send(frame: ClientFrame): void
  /** Asks for a sign of life now, or tries again at once: a hint (the tab is back, a call has failed), never a verdict. */
  check(): void
}

type Options = {
  open: OpenLink
  clock: Clock
  /** How long the server may be silent before it is asked for a sign of life. */
  quietMs: () => number
  /** A new connection: nothing is followed on it yet. */
  onOpen: () => void
  onState: (state: ConnectionState) => void
  onFrame: (frame: ServerFrame) => void
}

/** One connection to the server, made again for as long as it is wanted. */
export function createConnection({ open, clock, quietMs, onOpen, onState, onFrame }: Options): Connection {
  const timer = createTimer(clock)
  const move = createTimer(clock)
  const pause = createPause(clock)
  let state: ConnectionState = 'off'
  const silent = () => happen('silent')
  const line = createLine(open, { onFrame: hear, onClose: close })
  const pulse = createPulse(timer, { quietMs, ask: () => line.ask(), silent })

  const enter: Record<ConnectionState, () => void> = {
    off: hangUp,
    opening() {
      hangUp()
      line.dial()
      timer.set(OPEN_MS, silent)
    },
    live: () => pulse.listen(),
    doubtful: () => timer.set(DOUBT_MS, silent),
    waiting() {
      hangUp()
      timer.set(pause.next(), () => happen('due'))
    },
  }
  function happen(event: ConnectionEvent): void {
    const before = state
    state = TRANSITIONS[before][event]
    if (state === before && event !== 'heard') return
    timer.clear()
    enter[state]()
    if (state !== before) onState(state)
    if (event === 'opened') onOpen()
  }
  function hear(frame: ServerFrame): void {
    if (state === 'opening') pause.reset()
    happen(state === 'opening' ? 'opened' : 'heard')
    onFrame(frame)
    if (frame.type === 'reconnect') move.set(clock.random() * SPREAD_MS, () => happen('due'))
  }
  function close(code: number): void {
    pause.lengthen(code === CLOSE.tooMany || code === CLOSE.tryLater)
    happen('closed')
  }
  function hangUp(): void {
    move.clear()
    line.hangUp()
  }
  return {
    state: () => state,
    start: () => happen('start'),
    stop: () => happen('stop'),
    send(frame) {
      line.send(frame)
      // What was asked for should be heard of soon.
      if (state === 'live') pulse.listen()
    },
    check() {
      if (state === 'live') pulse.ask()
      if (state === 'waiting') happen('due')
    },
  }
}

/** One link at a time: what an earlier one still says is not heard. */
function createLine(open: OpenLink, { onFrame, onClose }: LinkHandlers) {
  let link: Link | undefined
  function hangUp(): void {
    const old = link
    link = undefined
    old?.close()
  }
  return {
    dial() {
      const mine: Link = (link = open({
        onFrame: frame => mine === link && onFrame(frame),
        onClose: code => mine === link && onClose(code),
      }))
    },
    send: (frame: ClientFrame) => link?.send(frame),
    ask: () => link?.ask(),
    hangUp,
  }
}

/** Listens for as long as silence is nothing special, then asks, then calls it silence. */
function createPulse(timer: Timer, on: { quietMs: () => number; ask: () => void; silent: () => void }) {
  function ask(): void {
    on.ask()
    timer.set(ANSWER_MS, on.silent)
  }
  return { ask, listen: () => timer.set(on.quietMs(), ask) }
}

type Timer = ReturnType<typeof createTimer>

function createTimer(clock: Clock) {
  let cancel = () => {}
  return {
    set(ms: number, run: () => void) {
      cancel()
      cancel = clock.after(ms, run)
    },
    clear: () => cancel(),
  }
}

/** How long to wait before the next attempt: longer each time, and never the same for everybody. */
function createPause(clock: Clock) {
  let attempts = 0
  let extraMs = 0
  return {
    next: () => clock.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts++) + extraMs,
    reset: () => void (attempts = 0),
    lengthen: (asked: boolean) => void (extraMs = asked ? SPREAD_MS : 0),
  }
}
