import { MAX_PASSWORD_BYTES } from '@folio/protocol'
import { Worker } from 'node:worker_threads'
import { threadFile } from './thread.ts'

export type PasswordTask = { id: number; password: string; cost: number; hash?: string }
export type PasswordAnswer = { id: number; value: string | boolean }

/** `too_long`: over 72 bytes, which bcrypt would cut. `nul`: bcrypt reads "a" and "a\0a" as one. `busy`: the queue is full. */
export class PasswordRefused extends Error {
  readonly reason: 'too_long' | 'nul' | 'busy'
  constructor(reason: PasswordRefused['reason']) {
    super(`password refused: ${reason}`)
    this.name = 'PasswordRefused'
    this.reason = reason
  }
}

export type Passwords = {
  /** Rejects with `PasswordRefused`. */
  hash(password: string): Promise<string>
  /**
   * Takes as long where there is no such user (`hash` undefined) as where the password is wrong.
   * A password that could not have been hashed is simply wrong. Rejects with `PasswordRefused('busy')`.
   */
  verify(password: string, hash: string | undefined): Promise<boolean>
  close(): Promise<void>
}

type Settle = { resolve: (value: string | boolean) => void; reject: (cause: Error) => void }

/** bcrypt in one worker thread, started when first needed: at cost 12 a hash would hold the event loop for 0.7 s. */
export function createPasswords({ cost = 12, maxQueued = 50 } = {}): Passwords {
  const waiting = new Map<number, Settle>()
  let worker: Worker | undefined
  let lastId = 0

  function start(): Worker {
    const started = new Worker(threadFile(import.meta.url, 'password-worker'))
    started.on('message', (answer: PasswordAnswer) => {
      waiting.get(answer.id)?.resolve(answer.value)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
    })
    started.on('error', fail)
    started.on('exit', () => fail(new Error('the password worker ended')))
    function fail(cause: Error): void {
      if (worker !== started) return
      worker = undefined
      for (const { reject } of waiting.values()) reject(cause)
      waiting.clear()
    }
    return started
  }

  async function run(task: Omit<PasswordTask, 'id' | 'cost'>): Promise<string | boolean> {
    if (waiting.size >= maxQueued) throw new PasswordRefused('busy')
    worker ??= start()
    worker.ref()
    const id = ++lastId
    const answer = new Promise<string | boolean>((resolve, reject) => waiting.set(id, { resolve, reject }))
    worker.postMessage({ ...task, id, cost } satisfies PasswordTask)
    return answer
  }

  return {
    async hash(password) {
      const reason = whyRefused(password)
      if (reason) throw new PasswordRefused(reason)
      return String(await run({ password }))
    },
    async verify(password, hash) {
      if (whyRefused(password)) return false
      const equal = await run({ password, hash: hash ?? nobodysHash(cost) })
      return hash !== undefined && equal === true
    },
    async close() {
      await worker?.terminate()
    },
  }
}

function whyRefused(password: string): 'too_long' | 'nul' | undefined {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return 'too_long'
  return password.includes('\0') ? 'nul' : undefined
}

/** The right shape and cost, so that comparing with it takes as long as with a real one. */
function nobodysHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`
}
