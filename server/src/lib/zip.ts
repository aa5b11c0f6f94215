import { crc32, inflateRawSync } from 'node:zlib'

/** What the directory at the end of an archive says of one file. None of it has been checked against the file. */
export type ZipEntry = {
  name: string
  /** Bytes, inflated. */
  size: number
  packedSize: number
  /** Undefined: packed in a way that is not read here, or with a password. */
  packing: 'stored' | 'deflated' | undefined
  /** Where its own header starts. */
  at: number
}

/** Not an archive, or a broken one; `too_large`: a file in it is larger than allowed. */
export class ZipFault extends Error {
  readonly reason: 'broken' | 'too_large'
  constructor(reason: ZipFault['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ZipFault'
    this.reason = reason
  }
}

const DIRECTORY_END = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const FILE_HEADER = 0x04034b50

/** The directory alone: nothing is inflated. Throws `ZipFault`. */
export function listZip(bytes: Uint8Array): ZipEntry[] {
  const view = viewOf(bytes)
  try {
    const end = findEnd(view)
    const entries: ZipEntry[] = []
    let at = view.getUint32(end + 16, true)
    for (let n = view.getUint16(end + 10, true); n > 0; n--) {
      if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new ZipFault('broken', 'the directory is broken')
      const nameLength = view.getUint16(at + 28, true)
      entries.push({
        name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
        size: view.getUint32(at + 24, true),
        packedSize: view.getUint32(at + 20, true),
        packing: packingOf(view.getUint16(at + 10, true), view.getUint16(at + 8, true)),
        at: view.getUint32(at + 42, true),
      })
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    }
    return entries
  } catch (cause) {
    throw asFault(cause)
  }
}

/** One file of the archive, at most `maxBytes` of it whatever the directory says. Throws `ZipFault`. */
export function inflateEntry(bytes: Uint8Array, entry: ZipEntry, maxBytes: number): Uint8Array {
  const view = viewOf(bytes)
  try {
    if (view.getUint32(entry.at, true) !== FILE_HEADER || !entry.packing)
      throw new ZipFault('broken', `${entry.name} cannot be unpacked`)
    const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true)
    const packed = bytes.subarray(start, start + entry.packedSize)
    if (entry.packing === 'deflated') return inflateRawSync(packed, { maxOutputLength: maxBytes })
    if (packed.length > maxBytes) throw new ZipFault('too_large', `${entry.name} is too large`)
    return packed
  } catch (cause) {
    throw asFault(cause)
  }
}

/** An archive of these files, none of them packed. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const [name, bytes] of files) {
    const encoded = new TextEncoder().encode(name)
    const shared = [20, 0, 0, 0, 0x21, crc32(bytes), bytes.length, bytes.length, encoded.length, 0]
    const widths = [2, 2, 2, 2, 2, 4, 4, 4, 2, 2]
    const header = littleEndian([4, ...widths], [FILE_HEADER, ...shared])
    directory.push(
      littleEndian([4, 2, ...widths, 2, 2, 2, 4, 4], [DIRECTORY_ENTRY, 20, ...shared, 0, 0, 0, 0, at]),
      encoded,
    )
    parts.push(header, encoded, bytes)
    at += header.length + encoded.length + bytes.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = littleEndian([4, 2, 2, 2, 2, 4, 4, 2], [DIRECTORY_END, 0, 0, files.size, files.size, size, at, 0])
  return Buffer.concat([...parts, ...directory, end])
}

function littleEndian(widths: readonly number[], values: readonly number[]): Uint8Array {
  const out = Buffer.alloc(widths.reduce((sum, width) => sum + width, 0))
  let at = 0
  for (const [i, width] of widths.entries()) at = out.writeUIntLE(values[i] ?? 0, at, width)
  return out
}

/** Behind everything else, but for a comment of up to 64 KB. */
function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--)
    if (view.getUint32(at, true) === DIRECTORY_END) return at
  throw new ZipFault('broken', 'there is no directory')
}

function packingOf(method: number, flags: number): ZipEntry['packing'] {
  if ((flags & 1) === 1) return undefined
  return method === 0 ? 'stored' : method === 8 ? 'deflated' : undefined
}

function asFault(cause: unknown): ZipFault {
  if (cause instanceof ZipFault) return cause
  const large = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
  return new ZipFault(large ? 'too_large' : 'broken', large ? 'it unpacks to too much' : 'it is broken', { cause })
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
