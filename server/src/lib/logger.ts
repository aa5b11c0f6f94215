import { pino, type DestinationStream } from 'pino'
import { prettyLine } from './pretty-line.ts'
import { escapeControls, scrub, withoutSecrets } from './scrub.ts'

export type LogMethod = (first: object | string, message?: string) => void

/** `logger.info({ route, status }, 'answered')`: facts first, then a constant sentence. Never the text of a message. */
export type Logger = Record<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', LogMethod> & {
  /** A logger whose every line carries `bindings`. */
  child(bindings: object): Logger
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

type Output = { write(text: string): unknown }

export type LoggerSettings = {
  level: LogLevel
  /** One JSON object per line; otherwise lines for people. Left out: JSON unless standard output is a terminal. */
  json?: boolean | undefined
  /** Also writes JSON there: `folio.log` becomes `folio.1.log`, …, six files of 20 MB at most. */
  file?: string | undefined
  /** Values that no line may hold, wherever they come from. */
  secrets?: readonly string[]
  /** On every line. */
  bindings?: object
  /** Instead of standard output. */
  output?: Output
}

export async function createLogger(settings: LoggerSettings): Promise<Logger> {
  const { level, json = !process.stdout.isTTY, file, secrets = [], bindings = {}, output } = settings
  const format = json ? (line: string) => line : prettyLine
  const standard = output ?? enduring(pino.destination({ dest: 1, sync: false, maxLength: MAX_WAITING }))
  const streams: Output[] = [formatted(standard, format)]
  if (file !== undefined) streams.push(await openFile(file))
  const destination: DestinationStream = {
    write(line) {
      const clean = escapeControls(withoutSecrets(line, secrets))
      for (const stream of streams) stream.write(clean)
    },
  }
  const logger = pino(
    {
      level,
      base: scrub(bindings),
      timestamp: pino.stdTimeFunctions.isoTime,
      errorKey: 'error',
      // pino's own would show every field of an error.
      serializers: { error: (error: unknown) => error },
      formatters: { level: label => ({ level: label }), log: scrub },
    },
    destination,
  )
  return scrubbing(logger)
}

/** pino does not format what a child carries: it is scrubbed here. */
function scrubbing(logger: Logger, child = logger.child): Logger {
  return Object.assign(logger, { child: (bindings: object) => scrubbing(child.call(logger, scrub(bindings)), child) })
}

/** Loaded only where it is asked for: it doubles what the server reads at start. */
async function openFile(file: string): Promise<Output> {
  const { default: openRolling } = await import('pino-roll')
  const limits = { size: '20m', limit: { count: 5 }, maxLength: MAX_WAITING }
  return enduring(await openRolling({ file, mkdir: true, sync: false, ...limits }))
}

/** Bytes that wait while the disk of a log is full; what comes then is lost. */
const MAX_WAITING = 1_000_000

/** A log that cannot be written is nobody's end, and there is nobody to tell: it goes on when there is room again. */
function enduring<Stream extends { on(event: 'error', listener: () => void): unknown }>(stream: Stream): Stream {
  stream.on('error', () => {})
  return stream
}

function formatted(output: Output, format: (line: string) => string): Output {
  return { write: line => output.write(format(line)) }
}
