import type { Call } from './api.ts'
import { notReached } from './failure.ts'

type Options = { signal?: AbortSignal; onProgress?: (bytes: number) => void }

/**
 * Brings a file here with the caller's credentials, and gives it to the browser to keep. Answers how many bytes it has.
 * Throws `CallFailed`, or the signal's reason.
 */
export async function download(call: Call, path: string, { signal, onProgress }: Options = {}): Promise<number> {
  const answer = await call(path, signal ? { signal } : {})
  const pieces = await collect(answer, onProgress).catch((error: unknown) => {
    throw signal?.aborted ? error : notReached(error)
  })
  const file = new Blob(pieces, { type: answer.headers.get('Content-Type') ?? 'application/octet-stream' })
  keep(file, nameOf(answer.headers.get('Content-Disposition') ?? ''))
  return file.size
}

async function collect({ body }: Response, onProgress: Options['onProgress']): Promise<BlobPart[]> {
  const pieces: BlobPart[] = []
  let bytes = 0
  const reader = body?.getReader()
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    pieces.push(piece.value)
    onProgress?.((bytes += piece.value.length))
  }
  return pieces
}

function keep(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Some browsers begin to read it only after the click.
  setTimeout(() => URL.revokeObjectURL(url), REVOKED_AFTER_MS)
}

const REVOKED_AFTER_MS = 60_000

/** The name in UTF-8, else the plain one. */
function nameOf(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  return encoded === undefined ? (/filename="([^"]+)"/i.exec(disposition)?.[1] ?? 'folio') : decodeURIComponent(encoded)
}
