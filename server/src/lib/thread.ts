import { fileURLToPath } from 'node:url'
import { parentPort, Worker } from 'node:worker_threads'

export type Thread<Task, Result> = {
  /** Answered in the order of asking. Rejects with what went wrong there, or with `ThreadAway`. */
  ask(task: Task): Promise<Result>
  close(): Promise<void>
}

/** Nobody answers for now: the thread was lost, or has too much to do. The same task may be done later. */
export class ThreadAway extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ThreadAway'
  }
}

type Asked<Task> = { id: number; task: Task }
/** `code`: what libraries tell errors apart by. */
type Answered<Result> = { id: number; result?: Result; error?: string; code?: unknown }
type Waiting<Result> = { resolve: (result: Result) => void; reject: (cause: Error) => void }

type Settings = {
  /** Given to the thread as `workerData`. */
  data: unknown
  /** Longer than this no single task takes: the thread is ended, and another begun by the next task. */
  limitMs: number
  /** More tasks than these do not wait. */
  maxWaiting: number
}

/** A thread that does what it is asked, started when first needed; it holds up no process that wants to end. */
export function createThread<Task, Result>(
  file: string,
  { data, limitMs, maxWaiting }: Settings,
): Thread<Task, Result> {
  const waiting = new Map<number, Waiting<Result>>()
  let worker: Worker | undefined
  let timer: NodeJS.Timeout | undefined
  let lastId = 0

  function start(): Worker {
    const started = new Worker(file, { workerData: data })
    started.on('message', ({ id, result, error, code }: Answered<Result>) => {
      if (worker !== started) return
      const asked = waiting.get(id)
      waiting.delete(id)
      watch(started)
      if (error === undefined) asked?.resolve(result as Result)
      else asked?.reject(Object.assign(new Error(error), { code }))
    })
    started.on('error', cause => fail(new ThreadAway('the thread broke', { cause })))
    started.on('exit', () => fail(new ThreadAway('the thread ended')))
    function fail(why: ThreadAway): void {
      if (worker === started) lose(why)
    }
    return started
  }

  /** The next task starts another one. */
  function lose(why: ThreadAway): void {
    worker = undefined
    clearTimeout(timer)
    for (const { reject } of waiting.values()) reject(why)
    waiting.clear()
  }

  /** It answers in order: the time of a task begins when the one before it has been answered. */
  function watch(watched: Worker): void {
    clearTimeout(timer)
    if (waiting.size === 0) return watched.unref()
    watched.ref()
    timer = setTimeout(() => {
      lose(new ThreadAway(`no answer within ${limitMs} ms`))
      void watched.terminate()
    }, limitMs).unref()
  }

  return {
    async ask(task) {
      if (waiting.size >= maxWaiting) throw new ThreadAway('too many tasks wait')
      worker ??= start()
      const id = ++lastId
      const answer = new Promise<Result>((resolve, reject) => waiting.set(id, { resolve, reject }))
      if (waiting.size === 1) watch(worker)
      worker.postMessage({ id, task } satisfies Asked<Task>)
      return answer
    },
    async close() {
      const ended = worker
      lose(new ThreadAway('the thread was closed'))
      await ended?.terminate()
    },
  }
}

/** The other side: what the thread does with each task, one after the other. */
export function answerTasks<Task, Result>(work: (task: Task) => Result | Promise<Result>): void {
  let before: Promise<void> = Promise.resolve()
  parentPort?.on('message', ({ id, task }: Asked<Task>) => {
    before = before.then(async () => {
      const answer = (said: Omit<Answered<Result>, 'id'>) => parentPort?.postMessage({ id, ...said })
      try {
        answer({ result: await work(task) })
      } catch (error) {
        answer({ error: String(error), code: error instanceof Error && 'code' in error ? error.code : undefined })
      }
    })
  })
}

/** Worker threads run built files, also when the file that starts one, two folders below, is run from its source. */
export function threadFile(importUrl: string, name: string): string {
  const built = importUrl.endsWith('.ts') ? `../../dist/${name}.js` : `./${name}.js`
  return fileURLToPath(new URL(built, importUrl))
}
