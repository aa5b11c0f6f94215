import { setImmediate as turn } from 'node:timers/promises'
import { Tokenizer, TokenParser, TokenType } from '@streamparser/json'
import { Refusal } from '../lib/refusal.ts'

/** Where the values are that are told one by one, in our own files and in those of ChatGPT. */
const PATHS = [
  '$.*',
  '$.bots.*',
  '$.sources.*',
  '$.sources.*.text.*',
  '$.sources.*.bytes.*',
  '$.conversations.*',
  '$.conversations.*.messages.*',
  '$.*.mapping.*',
]
const MAX_DEPTH = 32
/** Of what is between two values that are told. */
const MAX_BYTES = 4_194_304
const MAX_TOKENS = 100_000
/** Of what stands beside the lists, and is kept as long as what it belongs to is open: units of text. */
const MAX_KEPT = 8_388_608
/** What a name, a text or a number takes besides its units. */
const BESIDES_UNITS = 8
/** Read without a turn for others. */
const SLICE_BYTES = 16_384
const SLICES_MS = 8
const STRING_BUFFER_BYTES = 65_536

/** A value, and where it stood. `holder`: what stands so far of the object whose list it is in. */
export type Told = { path: (string | number)[]; value: unknown; holder: unknown }

/**
 * Tells the values of a JSON text while it comes in, and forgets each as soon as it is told: what a list holds is told
 * before the list, which is empty then. Throws `Refusal`, and what `body` breaks with.
 */
export async function* readJsonStream(body: AsyncIterable<Buffer>): AsyncGenerator<Told> {
  const parser = createParser()
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let beganAt = performance.now()
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES)
      refuseOtherText(() => utf8.decode(slice, { stream: true }))
      yield* parser.read(slice)
      if (performance.now() - beganAt < SLICES_MS) continue
      await turn()
      beganAt = performance.now()
    }
  }
  refuseOtherText(() => utf8.decode())
  yield* parser.end()
}

function createParser() {
  const tokenizer = new Tokenizer({ stringBufferSize: STRING_BUFFER_BYTES })
  const tokenParser = new TokenParser({ paths: PATHS, keepStack: true })
  let told: Told[] = []
  let depth = 0
  let tokens = 0
  let bytes = 0
  let last: unknown
  const kept = createKept()

  const guard = (token: TokenType, value: unknown) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth++
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth--
    if (depth > MAX_DEPTH) throw malformed('The body is nested too deeply.')
    if (++tokens > MAX_TOKENS) throw malformed('The body has too many members in one place.')
    if (token === TokenType.COLON && last === '__proto__') throw malformed('The body has a name that is not allowed.')
    last = value
    if (token === TokenType.STRING || token === TokenType.NUMBER) kept.add(depth, unitsOf(value))
  }
  tokenizer.onToken = ({ token, value }) => {
    guard(token, value)
    tokenParser.write({ token, value })
  }
  tokenParser.onValue = ({ value, key, parent, stack }) => {
    const path = [...stack.slice(1).map(frame => frame.key), key].flatMap(name => name ?? [])
    told.push({ path, value, holder: stack.at(-1)?.value })
    kept.forgetBelow(depth)
    if (Array.isArray(parent)) {
      parent.length = 0
      kept.forgetBelow(depth - 1)
    } else if (parent && typeof value === 'object') {
      Reflect.deleteProperty(parent, String(key))
      kept.add(depth, -unitsOf(key))
    }
    tokens = bytes = 0
  }
  tokenParser.onError = tokenizer.onError = error => {
    throw error instanceof Refusal ? error : malformed('The body is not JSON.')
  }
  const taken = () => {
    const now = told
    told = []
    return now
  }
  return {
    read(slice: Buffer): Told[] {
      bytes += slice.length
      if (bytes > MAX_BYTES) throw malformed(`The body has something in it that is longer than ${MAX_BYTES} bytes.`)
      tokenizer.write(slice)
      return taken()
    },
    end(): Told[] {
      tokenizer.end()
      if (!tokenParser.isEnded) throw malformed('The body is not whole.')
      return taken()
    },
  }
}

const unitsOf = (value: unknown) => BESIDES_UNITS + (typeof value === 'string' ? value.length : 0)

/** Counts what is kept of the objects and lists that are open, by how deep they are. */
function createKept() {
  const units: number[] = []
  let total = 0
  return {
    add(depth: number, more: number): void {
      units[depth] = (units[depth] ?? 0) + more
      total += more
      if (total > MAX_KEPT) throw malformed('The body has too much in it beside its lists.')
    },
    forgetBelow(depth: number): void {
      for (let below = Math.max(depth, 0) + 1; below < units.length; below++) {
        total -= units[below] ?? 0
        units[below] = 0
      }
    },
  }
}

function refuseOtherText(decode: () => void): void {
  try {
    decode()
  } catch {
    throw malformed('The body must be UTF-8.')
  }
}

function malformed(detail: string): Refusal {
  return new Refusal('malformed_json', detail)
}
