import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ctx } from './context.ts'
import { setHeader } from './headers.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
}
/** Best first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const

/** The addresses that the page knows itself. */
const PLACES = /^\/(?:c|library|bots|sources|settings|archive)(?:\/|$)/
/** What programs call: they are told in their own way that there is nothing. */
const DOORS = /^\/(?:api|auth|chat|v1|s|health\w*|assets)(?:\/|$)/

type Variant = { encoding: string | undefined; bytes: Uint8Array<ArrayBuffer>; etag: string }
type File = { type: string; cacheControl: string; plain: Variant; packed: Variant[] }

/** Where the build of the page lies, seen from the built server and from the source. */
const BUILT_PAGE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../web/dist' : '../../web/dist', import.meta.url),
)

/** Serves the built page from memory: no request ever becomes a path on disk. Without a built page it says so. */
export function createPage(folder = BUILT_PAGE): (c: Ctx) => Response | Promise<Response> {
  const files = readFiles(folder)
  const index = files.get('/index.html')
  return c => {
    const { path } = c.req
    const ofPage = path === '/' || PLACES.test(path)
    const file = ofPage ? index : files.get(path)
    if (file) return answer(c, file)
    if (index && !ofPage && isNavigation(c)) return c.body(index.plain.bytes, 404, { 'Content-Type': index.type })
    return ofPage ? missing(c) : c.notFound()
  }
}

/** Somebody who has gone to an address that is none: the page says so. */
function isNavigation(c: Ctx): boolean {
  const { path } = c.req
  return !DOORS.test(path) && !/\.\w+$/.test(path) && (c.req.header('accept') ?? '').includes('text/html')
}

function missing(c: Ctx): Response {
  return c.text('Folio is running. Its page has not been built yet: run "npm run build", then start again.\n')
}

function answer(c: Ctx, file: File): Response {
  const { encoding, bytes, etag } = variantFor(c.env.incoming.headers['accept-encoding'], file)
  setHeader(c, 'Cache-Control', file.cacheControl)
  setHeader(c, 'ETag', etag)
  setHeader(c, 'Vary', 'Origin, Accept-Encoding')
  if (matches(c.env.incoming.headers['if-none-match'], etag)) return c.body(null, 304)
  if (encoding !== undefined) setHeader(c, 'Content-Encoding', encoding)
  return c.body(bytes, 200, { 'Content-Type': file.type, 'Content-Length': String(bytes.length) })
}

function variantFor(accepted: string | string[] | undefined, { plain, packed }: File): Variant {
  if (accepted === undefined) return plain
  const names = String(accepted)
    .split(',')
    .filter(piece => !/;\s*q=0(\.0*)?\s*$/.test(piece))
    .map(piece => piece.split(';')[0]?.trim())
  return packed.find(({ encoding }) => names.includes(encoding)) ?? plain
}

function matches(given: string | undefined, etag: string): boolean {
  return given !== undefined && given.split(',').some(piece => piece.trim().replace(/^W\//, '') === etag)
}

function readFiles(folder: string): Map<string, File> {
  const names = listFiles(folder)
  const all = new Set(names)
  const files = new Map<string, File>()
  for (const name of names) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const packed = ENCODINGS.filter(({ suffix }) => all.has(name + suffix))
    files.set(`/${name.split(sep).join('/')}`, {
      type,
      // The name of an asset changes with what is in it.
      cacheControl: name.startsWith(`assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
      plain: readVariant(join(folder, name), undefined),
      packed: packed.map(({ name: encoding, suffix }) => readVariant(join(folder, name + suffix), encoding)),
    })
  }
  return files
}

function readVariant(path: string, encoding: string | undefined): Variant {
  const bytes = new Uint8Array(readFileSync(path))
  return { encoding, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}
