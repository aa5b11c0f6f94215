import { ConfigFaults, loadConfig, type Config } from './config.ts'
import { createLogger, type Logger } from './lib/logger.ts'

/** sysexits.h: EX_CONFIG. */
const BAD_CONFIG = 78
/** Shorter ones are words that lines are made of. */
const SHORTEST_SECRET = 8

/** What every process begins with: its settings, or the end; and a log. */
export async function begin(): Promise<{ config: Config; logger: Logger }> {
  const config = readConfigOrLeave()
  const logger = await createLogger({
    level: config.logLevel,
    json: config.logJson,
    file: config.logFile,
    secrets: secretsOf(config),
    bindings: { pod_id: config.podId },
  })
  process.on('uncaughtException', error => {
    // A bug: what it has left half done nobody knows. Whatever was accepted is recovered at the next start.
    logger.fatal({ error }, 'a fault that nobody caught')
    process.exit(1)
  })
  return { config, logger }
}

/** Leaves in order when it is told to; told twice, at once: what is under way is recovered at the next start. */
export function leaveWhenTold(logger: Logger, close: () => Promise<void>, facts: () => object = () => ({})): void {
  let leaving = false
  const leave = (signal: NodeJS.Signals) => {
    if (leaving) process.exit(1)
    leaving = true
    logger.info({ signal, ...facts() }, 'leaving')
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ error }, 'could not leave in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', leave).on('SIGINT', leave)
}

function readConfigOrLeave(): Config {
  try {
    return loadConfig()
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(BAD_CONFIG)
  }
}

/** What no line may show. */
function secretsOf({
  secretKey,
  openaiApiKey,
  databaseUrl,
  dashboardDatabaseUrl,
  redisUrl,
  natsUrl,
  storage,
}: Config): string[] {
  const passwords = [databaseUrl, dashboardDatabaseUrl, redisUrl, natsUrl].flatMap(url =>
    url !== undefined && URL.canParse(url) ? decodeURIComponent(new URL(url).password) : [],
  )
  const bucketKey = storage.kind === 's3' ? storage.secretAccessKey : ''
  return [secretKey, openaiApiKey ?? '', bucketKey, ...passwords].filter(secret => secret.length >= SHORTEST_SECRET)
}
