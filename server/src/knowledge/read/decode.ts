/**
 * The text of bytes: UTF-8, UTF-16 with or without a mark, else Windows-1252, which can read anything. Undefined where
 * the bytes are no text.
 */
export function decode(bytes: Uint8Array): string | undefined {
  const wide = wideEncoding(bytes)
  if (wide) return new TextDecoder(wide).decode(bytes)
  const text = utf8(bytes) ?? windows1252(bytes)
  return looksBinary(text) ? undefined : text
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** By ourselves: the decoder of that name gives control characters for these on Node 20. */
function windows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, control => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control)
}

/** Those from 0x80 on; five of them are not used. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** Letters of most scripts leave every second byte the same few values: here it is NUL that gives them away. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 1_000)
  const nuls = [0, 0]
  for (const [i, byte] of sample.entries()) if (byte === 0) nuls[i % 2] = (nuls[i % 2] ?? 0) + 1
  const [even = 0, odd = 0] = nuls
  if (bytes.length < 4 || even + odd < sample.length / 4) return undefined
  if (even === 0) return 'utf-16le'
  return odd === 0 ? 'utf-16be' : undefined
}

/** Text has hardly any control characters; a NUL or two may have slipped in. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, 10_000)
  const controls = sample.match(/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x90\x9d]/g)?.length ?? 0
  return controls > 2 && controls > sample.length / 100
}
