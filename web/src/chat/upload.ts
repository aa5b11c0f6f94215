import type { FileResource, Problem } from '@folio/protocol'
import { CallFailed, notReached, refusal } from './failure.ts'
import type { Session } from './session.ts'

type Options = { onProgress: (sent: number) => void; signal: AbortSignal }
/** Brings a file to the server; throws `CallFailed`, or the signal's reason. */
export type Upload = (file: File, options: Options) => Promise<FileResource>

/** By `XMLHttpRequest`: what `fetch` sends cannot be watched on its way. */
export function createUpload(session: Session, base = ''): Upload {
  return async (file, options) => {
    const token = await session.token()
    try {
      return await post(`${base}/api/files`, token, file, options)
    } catch (error) {
      if (!(error instanceof CallFailed) || error.status !== 401) throw error
      session.refused(token)
      return post(`${base}/api/files`, await session.token(), file, options)
    }
  }
}

function post(url: string, token: string, file: File, { onProgress, signal }: Options): Promise<FileResource> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const body = new FormData()
    body.append('file', file, file.name)
    request.open('POST', url)
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.responseType = 'json'
    // The body is a little more than the file: its part's head and tail count too.
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as FileResource)
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
