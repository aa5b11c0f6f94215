import type { Call } from './api.ts'

type Options = { signal?: AbortSignal; onProgress?: (bytes: number) => void }

/** Brings a file here with the caller's credentials, and gives it to the browser to keep. Throws `CallFailed`. */
export async function download(call: Call, path: string, { signal, onProgress }: Options = {}): Promise<void> {
  const answer = await call(path, signal ? { signal } : {})
  const pieces: BlobPart[] = []
  let bytes = 0
  const reader = answer.body?.getReader()
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    pieces.push(piece.value)
    onProgress?.((bytes += piece.value.length))
  }
  const type = answer.headers.get('Content-Type') ?? 'application/octet-stream'
  keep(new Blob(pieces, { type }), nameOf(answer.headers.get('Content-Disposition') ?? ''))
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
