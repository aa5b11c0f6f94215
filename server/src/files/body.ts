import type { Readable } from 'node:stream'

/**
 * Gives `store` what `body` brings, and waits for it however the body ends: what has been begun is taken back before
 * anybody hears of a failure. Rejects with what the body breaks with, and where it is not as large as was said.
 */
export async function storing(
  body: Readable,
  size: number | undefined,
  store: (chunks: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  // It may break before anybody reads it; who reads it then hears of that.
  body.on('error', () => {})
  try {
    await store(counted(body, size))
  } finally {
    body.destroy()
  }
}

async function* counted(body: Readable, size: number | undefined): AsyncGenerator<Buffer> {
  let count = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    count += chunk.length
    if (size !== undefined && count > size) break
    yield chunk
  }
  if (size !== undefined && count !== size) throw new Error(`the file has not the ${size} bytes it was said to have`)
}
