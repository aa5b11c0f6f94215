import type { Problem } from '@folio/protocol'
import { CallFailed, notReached, refusal } from './failure.ts'
import type { Session } from './session.ts'

type Options = {
  /** Left out: as the body says. */
  type?: string
  /** Bytes that have left. */
  onProgress: (sent: number) => void
  signal: AbortSignal
}
/** Sends a body that takes its time; `T` is what the server says it answers with. Throws `CallFailed`, or the signal's reason. */
export type WatchedPost = <T>(path: string, body: FormData | Blob, options: Options) => Promise<T>

/** By `XMLHttpRequest`: what `fetch` sends cannot be watched on its way. */
export function createWatchedPost(session: Session, base = ''): WatchedPost {
  return async <T>(path: string, body: FormData | Blob, options: Options): Promise<T> => {
    const token = await session.token()
    try {
      return await post<T>(base + path, token, body, options)
    } catch (error) {
      if (!(error instanceof CallFailed) || error.status !== 401) throw error
      session.refused(token)
      return post<T>(base + path, await session.token(), body, options)
    }
  }
}

function post<T>(url: string, token: string, body: FormData | Blob, { type, onProgress, signal }: Options): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    if (type !== undefined) request.setRequestHeader('Content-Type', type)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded }) => onProgress(loaded)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as T)
      else reject(refusal(request.status, problemOf(request), name => request.getResponseHeader(name)))
    }
    request.onerror = () => reject(notReached(undefined))
    request.onabort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    if (signal.aborted) reject(signal.reason as Error)
    else request.send(body)
  })
}

const problemOf = ({ response }: XMLHttpRequest) => (response ?? {}) as Partial<Problem>
