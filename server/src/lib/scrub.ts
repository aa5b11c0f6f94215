type Facts = Record<string, unknown>

const MAX_DEPTH = 6
const MASK = '[redacted]'
const SECRET_NAMES = /(^|_)(authorization|cookie|password|passwd|secret|token|key|jwt|credentials?)$/
/** Where the words of a user or a model would stand. */
const TEXT_NAMES = /^(content|text|chunk|prompt|body|turns|messages|parts|delta|quote)$/
const CREDENTIALS = [
  /(?<=[Bb]earer )[\w.~+/=-]+/g,
  /eyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /(?<=\\[nrt]|[^A-Za-z0-9])(?:sk|fol)[-_][\w-]{8,}/g,
  /(?<=:\/\/)[^\s/@"\\]+(?=@)/g,
]

/** A copy for the log: secrets masked by name, words that belong to people left out, errors made plain. */
export function scrub(facts: object): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, cleanField(name, value, 0)]))
}

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '[deeper]'
  if (value instanceof Date) return value
  if (value instanceof Error) return plainError(value, depth)
  if (Array.isArray(value)) return value.slice(0, 100).map(item => cleaned(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cleanField(name, item, depth)]))
}

function cleanField(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
  if (SECRET_NAMES.test(words)) return MASK
  if (TEXT_NAMES.test(words) && typeof value !== 'number') return '[left out]'
  return cleaned(value, depth + 1)
}

/** The fields of an error are left out but for its code: libraries hang whole requests and answers on them. */
function plainError(error: Error, depth: number): Facts {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: cleaned(error.cause, depth + 1) }),
  }
}

/** A line of JSON without what looks like a credential, and without the `secrets` that are known. */
export function withoutSecrets(line: string, secrets: readonly string[]): string {
  let clean = line
  for (const secret of secrets) if (secret) clean = clean.replaceAll(JSON.stringify(secret).slice(1, -1), MASK)
  for (const shape of CREDENTIALS) clean = clean.replace(shape, MASK)
  return clean
}

/**
 * JSON leaves C1 controls, line separators and bidirectional marks as they are, and terminals obey some of them.
 * Written for a line of JSON, whose C0 controls are escaped already.
 */
export function escapeControls(line: string): string {
  return line.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
