import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { EgressFailure } from './egress-failure.ts'

export const ACCEPTED_ENCODINGS = 'gzip, br, deflate'

const UNPACK: Record<string, () => Readable & NodeJS.WritableStream> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
}

/** All of a body, unpacked; cut while it comes where it grows over `maxBytes`, packed or not. Throws `EgressFailure`. */
export async function readBody(body: Readable, encoding: string, maxBytes: number): Promise<Uint8Array> {
  if (encoding === '' || encoding === 'identity') return readUpTo(body, maxBytes)
  const unpack = UNPACK[encoding]
  if (!unpack) throw new EgressFailure('unsupported_type', 'The site packs its answer in an unknown way.')
  const unpacked = unpack()
  let packedBytes = 0
  body.on('data', (chunk: Buffer) => {
    packedBytes += chunk.length
    if (packedBytes > maxBytes) unpacked.destroy(tooLarge(maxBytes))
  })
  body.on('error', error => unpacked.destroy(error))
  body.pipe(unpacked)
  try {
    return await readUpTo(unpacked, maxBytes)
  } finally {
    body.destroy()
    unpacked.destroy()
  }
}

async function readUpTo(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

export function tooLarge(maxBytes: number): EgressFailure {
  return new EgressFailure('too_large', `More than ${maxBytes} bytes cannot be fetched.`)
}
