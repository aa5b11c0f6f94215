import type { JobErrorCode } from '@folio/protocol'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createMutex, type Mutex } from '../lib/mutex.ts'
import { threadFile } from '../lib/thread.ts'
import { JobFailure } from './failure.ts'
import type { Learned, LearnedChunk, Raw } from './learned.ts'

export type ReaderLimits = {
  /** From the first byte to the last chunk. */
  timeoutMs: number
  /** What the process may grow by while a document is read. */
  maxMemoryBytes: number
  /** UTF-16 units of text. */
  maxChars: number
  maxChunks: number
  /** A thread that has had nothing to do for so long is ended. */
  idleMs: number
}

const LIMITS: ReaderLimits = {
  timeoutMs: 120_000,
  maxMemoryBytes: 768 * 2 ** 20,
  maxChars: 10_000_000,
  maxChunks: 20_000,
  idleMs: 30_000,
}

export type Reader = {
  /**
   * One document after the other. The bytes are handed over: they are gone afterwards. Rejects with `JobFailure`, or
   * with the signal's reason.
   */
  read(raw: Raw, signal: AbortSignal): Promise<Learned>
  close(): Promise<void>
}

/** What the thread is told: a document, then `more` until all of its chunks are here. */
export type ReaderTask = { raw: Raw; room: Pick<ReaderLimits, 'maxChars' | 'maxChunks'> } | 'more'
export type ReaderAnswer =
  | { title: string; mediaType: string; text: string; chunkCount: number }
  | { chunks: LearnedChunk[] }
  | { code: JobErrorCode; message: string }

/** Reads documents in a thread of its own, started when first needed: whatever one does to it, the process stays. */
export function createReader(given: Partial<ReaderLimits> = {}): Reader {
  const limits = { ...LIMITS, ...given }
  const turns = createMutex()
  let thread: Thread | undefined
  let idle: NodeJS.Timeout | undefined

  async function end(): Promise<void> {
    clearTimeout(idle)
    const ended = thread
    thread = undefined
    await ended?.worker.terminate()
  }

  async function read(raw: Raw, signal: AbortSignal): Promise<Learned> {
    clearTimeout(idle)
    if (thread?.life.aborted) thread = undefined
    thread ??= startThread()
    const guard = watch(limits)
    try {
      const learned = await learn(thread.worker, raw, limits, AbortSignal.any([thread.life, guard.signal, signal]))
      if (learned instanceof JobFailure) throw learned
      return learned
    } finally {
      guard.end()
      // Whoever waits is told at once: a thread may be in the middle of something that cannot be ended yet.
      if (signal.aborted || guard.signal.aborted) void end()
      else idle = setTimeout(() => void end(), limits.idleMs).unref()
    }
  }

  return {
    async read(raw, signal) {
      const release = await inTurn(turns, signal)
      return read(raw, signal).finally(release)
    },
    close: end,
  }
}

/** Whoever leaves does so at once, and is passed over later. */
function inTurn(turns: Mutex, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error)
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave)
    void turns.acquire().then(release => {
      signal.removeEventListener('abort', leave)
      if (signal.aborted) release()
      else resolve(release)
    })
  })
}

/** `life` is aborted when it dies, and says of what. */
type Thread = { worker: Worker; life: AbortSignal }

function startThread(): Thread {
  const worker = new Worker(threadFile(import.meta.url, 'reader-thread'), {
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: HEAP,
  })
  const died = new AbortController()
  worker.on('error', cause => died.abort(deathOf(cause)))
  worker.on('exit', () => died.abort(deathOf(new Error('the thread ended'))))
  // What libraries print about a document is nobody's log.
  worker.stdout.resume()
  worker.stderr.resume()
  worker.unref()
  return { worker, life: died.signal }
}

/**
 * A last resort far above `maxMemoryBytes`: an engine that runs into it may take the whole process with it (a single
 * allocation that is too large does), so what a process grows by is watched from outside.
 */
const HEAP = { maxOldGenerationSizeMb: 4_096, maxYoungGenerationSizeMb: 64 }

function deathOf(cause: Error): JobFailure {
  const full = 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return full ? tooMuchMemory() : new JobFailure('killed_its_worker', 'Reading the document failed.', { cause })
}

function tooMuchMemory(): JobFailure {
  return new JobFailure('too_large', 'Reading the document takes more memory than one may have.')
}

/** Aborts what takes too long or too much. */
function watch({ timeoutMs, maxMemoryBytes }: ReaderLimits): { signal: AbortSignal; end(): void } {
  const stop = new AbortController()
  const late = new JobFailure('took_too_long', `The document was not read within ${Math.round(timeoutMs / 1_000)} s.`)
  const timer = setTimeout(() => stop.abort(late), timeoutMs)
  const before = process.memoryUsage.rss()
  const sampler = setInterval(() => {
    if (process.memoryUsage.rss() - before > maxMemoryBytes) stop.abort(tooMuchMemory())
  }, 50)
  return {
    signal: stop.signal,
    end() {
      clearTimeout(timer)
      clearInterval(sampler)
    },
  }
}

/** Resolves with a failure where the document is at fault and the thread is fine; rejects with the signal's reason. */
async function learn(
  worker: Worker,
  raw: Raw,
  limits: ReaderLimits,
  signal: AbortSignal,
): Promise<Learned | JobFailure> {
  const bytes = ownBytes(raw.bytes)
  const task: ReaderTask = { raw: { ...raw, bytes }, room: { maxChars: limits.maxChars, maxChunks: limits.maxChunks } }
  const answer = await ask(worker, task, signal, [bytes.buffer])
  if ('code' in answer) return new JobFailure(answer.code, answer.message)
  if (!('text' in answer)) throw new Error('the thread answered out of turn')
  const { chunkCount, ...learned } = answer
  const chunks: LearnedChunk[] = []
  // Portion by portion: each is put together here, between the turns of everybody else.
  while (chunks.length < chunkCount) {
    const portion = await ask(worker, 'more', signal)
    if (!('chunks' in portion)) throw new Error('the thread answered out of turn')
    chunks.push(...portion.chunks)
  }
  return { ...learned, chunks }
}

async function ask(
  worker: Worker,
  task: ReaderTask,
  signal: AbortSignal,
  moved: ArrayBuffer[] = [],
): Promise<ReaderAnswer> {
  signal.throwIfAborted()
  worker.ref()
  worker.postMessage(task, moved)
  try {
    const [answer] = await once(worker, 'message', { signal })
    return answer as ReaderAnswer
  } catch (cause) {
    throw signal.aborted ? signal.reason : deathOf(cause as Error)
  } finally {
    worker.unref()
  }
}

/** Handed over without a copy, unless they share their memory with others. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
  return alone ? new Uint8Array(buffer) : new Uint8Array(bytes)
}
