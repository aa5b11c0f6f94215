import type { FileResource, Job, JobEvent, Source } from '@folio/protocol'
import { CallFailed } from '../failure.ts'
import { createLibrary } from '../library.ts'
import type { Upload } from '../upload.ts'
import { createFakeClock, settle } from './fake-clock.ts'

export const BOT = 'bot'
const TIME = '2026-03-01T10:00:00.000Z'

export const job = (id: string, given: Partial<Job> = {}): Job => ({
  id,
  source_id: null,
  kind: 'ingest',
  status: 'succeeded',
  progress: { phase: 'done', done: 0, total: 0 },
  attempts: 1,
  error: null,
  created_at: TIME,
  updated_at: TIME,
  finished_at: null,
  ...given,
})

export const source = (id: string, given: Partial<Source> = {}): Source => ({
  id,
  bot_id: BOT,
  type: 'file',
  title: `${id}.pdf`,
  url: null,
  file_id: null,
  status: 'ready',
  job: job(`job of ${id}`),
  document_id: null,
  media_type: 'application/pdf',
  length: 1_000,
  passages: 2,
  created_at: TIME,
  updated_at: TIME,
  ...given,
})

export const running = (id: string, given: Partial<Source> = {}): Source =>
  source(id, { status: 'reading', passages: 0, job: job(`job of ${id}`, { status: 'running' }), ...given })

type Sending = { name: string; progress: (sent: number) => void; arrive: (fileId: string) => void; fail: Fail }
type Fail = (detail: string, status: number, retryAfterMs?: number) => void

/** What a server does with the calls of a library, as far as the library can tell. */
function createServer() {
  const sources = new Map<string, Source>()
  const calls: string[] = []
  let nextSource = 'source-1'
  let isAway = false

  function answer(method: string, path: string, body: { source?: { file_id?: string } }): object | undefined {
    const { pathname, searchParams } = new URL(path, 'http://server')
    const id = pathname.split('/').at(-1) ?? ''
    const found = [...sources.values()].sort((a, b) => (a.id < b.id ? 1 : -1))
    if (pathname === '/api/sources') {
      const after = searchParams.get('cursor')
      const rest = found.filter(one => after === null || one.id < after)
      const items = rest.slice(0, Number(searchParams.get('limit')))
      return { items, next_cursor: items.length < rest.length ? items.at(-1)?.id : null }
    }
    if (pathname === '/api/training/queue') {
      if (!sources.has(nextSource))
        sources.set(nextSource, running(nextSource, { file_id: body.source?.file_id ?? null }))
      return { source_id: nextSource, job_id: `job of ${nextSource}` }
    }
    if (pathname.startsWith('/api/training/jobs/')) return {}
    if (method === 'DELETE') return sources.delete(id) ? {} : undefined
    return sources.get(id)
  }

  return {
    sources,
    calls,
    put: (...given: Source[]) => given.forEach(one => sources.set(one.id, one)),
    /** Answers nothing that it is asked meanwhile. */
    away: (away: boolean) => void (isAway = away),
    /** The source that the next file becomes. */
    nextIs: (id: string) => void (nextSource = id),
    async call(path: string, init: RequestInit = {}): Promise<Response> {
      if (isAway) return new Promise(() => {})
      const method = init.method ?? 'GET'
      calls.push(`${method} ${path}`)
      const found = answer(method, path, JSON.parse(typeof init.body === 'string' ? init.body : '{}') as object)
      if (!found) throw new CallFailed({ code: 'not_found', detail: 'gone', requestId: null }, 404)
      return Response.json(found)
    },
  }
}

/** A library, with all that is around it in the hands of the test; `before`: the one that a reload has ended. */
export function openLibrary(before?: { server: ReturnType<typeof createServer>; storage: Storage }) {
  const { server, storage } = before ?? { server: createServer(), storage: createStorage() }
  const clock = createFakeClock()
  const sending: Sending[] = []
  const tab = { visible: true }
  let hear: (event: JobEvent) => void = () => {}
  const upload: Upload = (file, { onProgress, signal }) =>
    new Promise<FileResource>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error))
      const fail: Fail = (detail, status, retryAfterMs) =>
        reject(new CallFailed({ code: 'internal', detail, requestId: null }, status, retryAfterMs))
      sending.push({
        name: file.name,
        progress: onProgress,
        arrive: file_id => resolve({ file_id, name: file.name, size: file.size, media_type: '', sha256: '' }),
        fail,
      })
    })
  const library = createLibrary({
    call: server.call,
    upload,
    clock,
    storage,
    isVisible: () => tab.visible,
    onJob: listener => (hear = listener),
  })
  return {
    library,
    server,
    clock,
    tab,
    storage,
    /** What is on its way, in the order in which it went. */
    sending: (at: number) => sending[at] as Sending,
    sent: () => sending.map(({ name }) => name),
    /** Lets time pass, and answers arrive: those are read in turns of their own. */
    async pass(ms = 0): Promise<void> {
      await clock.pass(ms)
      await new Promise(resolve => setTimeout(resolve, 0))
      await settle()
    },
    job: (event: Partial<JobEvent>) =>
      hear({
        job_id: '',
        source_id: null,
        status: 'running',
        progress: { phase: 'reading', done: 0, total: 0 },
        ...event,
      }),
    uploads: () => library.getState().uploads.map(({ name, state }) => `${name} ${state}`),
    ids: () => Object.keys(library.getState().sources).sort(),
  }
}

export const file = (name: string, size = 10) => new File(['x'.repeat(size)], name)

function createStorage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: at => [...items.keys()][at] ?? null,
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: key => void items.delete(key),
    clear: () => items.clear(),
  }
}
