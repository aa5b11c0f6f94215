import type { FileResource } from '@folio/protocol'
import type { Session } from './session.ts'
import { createWatchedPost } from './watched-post.ts'

type Options = { onProgress: (sent: number) => void; signal: AbortSignal }
/** Brings a file to the server; throws `CallFailed`, or the signal's reason. */
export type Upload = (file: File, options: Options) => Promise<FileResource>

export function createUpload(session: Session, base = ''): Upload {
  const post = createWatchedPost(session, base)
  return (file, { onProgress, signal }) => {
    const body = new FormData()
    body.append('file', file, file.name)
    // The body is a little more than the file: its part's head and tail count too.
    return post('/api/files', body, { signal, onProgress: sent => onProgress(Math.min(sent, file.size)) })
  }
}
