import { escapeControls } from './scrub.ts'

const COLOURS: Record<string, string> = { trace: '2', debug: '2', info: '32', warn: '33', error: '31', fatal: '41' }

/** A line of JSON from the logger, for people: time, level, sentence, facts; of errors the stack, indented below. */
export function prettyLine(json: string): string {
  const { time, level, msg, error, ...facts }: Record<string, unknown> = JSON.parse(json)
  const label = paint(String(level).toUpperCase().padEnd(5), COLOURS[String(level)] ?? '0')
  const details = Object.entries(facts).map(([name, value]) => paint(`${printable(name)}=`, '2') + shown(value))
  const head = [paint(shown(time).slice(11, 23), '2'), label, shown(msg ?? ''), ...details].join(' ')
  return `${[head, ...errorLines(error)].join('\n')}\n`
}

/** The bar keeps what an error says from passing for a line of its own. */
function errorLines(error: unknown): string[] {
  if (error === undefined || error === null) return []
  if (typeof error !== 'object') return [`    | ${shown(error)}`]
  const { stack, cause }: { stack?: unknown; cause?: unknown } = error
  const own = typeof stack === 'string' ? stack : JSON.stringify(error)
  return [...own.split('\n').map(line => `    | ${printable(line)}`), ...errorLines(cause)]
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return printable(text)
}

function printable(text: string): string {
  return escapeControls(JSON.stringify(text).slice(1, -1)).replaceAll('\\"', '"').replaceAll('\\\\', '\\')
}

function paint(text: string, colour: string): string {
  return `\u001b[${colour}m${text}\u001b[0m`
}
