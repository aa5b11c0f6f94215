import type { Hint } from '../bus/bus.ts'
import { createCleaner } from '../lib/clean-text.ts'
import type { Clock } from '../lib/clock.ts'
import type { ModelFailure, ModelSink } from '../model/model.ts'
import { createChunkBuffer, type Chunk } from './chunk-buffer.ts'
import { workerFailures } from './worker-failures.ts'
import { createPatience, type PatienceLimits } from './worker-patience.ts'
import { readWord } from './worker-word.ts'

export type IntakeLimits = PatienceLimits & {
  /** That wait behind one that is missing. */
  maxChunks: number
  /** How often is looked whether patience has ended. */
  cleanupIntervalMs: number
}

/** The door through which the words of one reply's worker come in. */
export type Intake = {
  /** Resolves with the UTF-8 bytes given; rejects with a `ModelFailure`, or with the signal's reason. */
  over: Promise<number>
  hear(message: Hint): void
  /** Somebody has the work. */
  taken(): void
  /** The first word has come. */
  readonly begun: boolean
  /** How many words could not be understood. */
  readonly ignored: number
}

type Run = { epoch: number; signal: AbortSignal; sink: ModelSink; clock: Clock; limits: IntakeLimits }

/** Passes a worker's text on in order, each piece once, until it ends well, or something is wrong with it. */
export function createIntake({ epoch, signal, sink, clock, limits }: Run): Intake {
  const buffer = createChunkBuffer(limits.maxChunks)
  const patience = createPatience(limits, clock.ticks())
  const { give, end } = createCleanSink(sink)
  let ignored = 0
  let isOver = false
  let resolve: (bytes: number) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const over = new Promise<number>((...settle) => ([resolve, reject] = settle))

  const close = () => {
    isOver = true
    cancel()
    signal.removeEventListener('abort', abort)
  }
  const abort = () => {
    close()
    reject(signal.reason)
  }
  const fail = (failure: ModelFailure) => {
    close()
    end()
    reject(failure)
  }
  const put = (chunk: Chunk) => {
    const now = clock.ticks()
    const inOrder = buffer.put(chunk, now)
    if (inOrder === 'known') return
    if (inOrder === 'full') return fail(workerFailures.disordered())
    patience.alive(now)
    give(inOrder.text)
    // Who has taken all the text that it may have has said so in the middle of that.
    if (isOver || !inOrder.final) return
    close()
    resolve(end())
  }
  const look = () => {
    const failure = patience.endedBy(clock.ticks(), buffer.missingSince)
    if (failure) fail(failure)
    else cancel = clock.setTimer(look, limits.cleanupIntervalMs)
  }

  let cancel = clock.setTimer(look, limits.cleanupIntervalMs)
  signal.addEventListener('abort', abort, { once: true })
  return {
    over,
    hear(message) {
      if (isOver) return
      const word = readWord(message)
      if (!word) ignored++
      // What an earlier run says belongs to nothing any more.
      else if (word.epoch !== undefined && word.epoch !== epoch) return
      else if ('error' in word) fail(workerFailures.reported(word.error))
      else put(word.chunk)
    },
    taken: () => patience.taken(clock.ticks()),
    get begun() {
      return patience.begun
    },
    get ignored() {
      return ignored
    },
  }
}

/** Gives text that can be stored. `end` gives what is left over, and answers how many UTF-8 bytes it all had. */
function createCleanSink(sink: ModelSink): { give(text: string): void; end(): number } {
  const cleaner = createCleaner()
  let bytes = 0
  const pass = (text: string) => {
    if (text === '') return
    bytes += Buffer.byteLength(text)
    sink.text(text)
  }
  return {
    give: text => pass(cleaner.clean(text)),
    end() {
      pass(cleaner.end())
      return bytes
    },
  }
}
