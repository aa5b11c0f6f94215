import { createApp } from './app.ts'
import { ConfigFaults, loadConfig, type Config } from './config.ts'
import { createLogger } from './lib/logger.ts'
import { TapeTaken } from './tape/tape.ts'

/** sysexits.h: EX_CONFIG. */
const BAD_CONFIG = 78
/** Shorter ones are words that lines are made of. */
const SHORTEST_SECRET = 8

function readConfigOrLeave(): Config {
  try {
    return loadConfig()
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(BAD_CONFIG)
  }
}

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

/** What no line may show. */
function secretsOf({ secretKey, openaiApiKey, databaseUrl, redisUrl, natsUrl }: Config): string[] {
  const passwords = [databaseUrl, redisUrl, natsUrl].flatMap(url =>
    url !== undefined && URL.canParse(url) ? decodeURIComponent(new URL(url).password) : [],
  )
  return [secretKey, openaiApiKey ?? '', ...passwords].filter(secret => secret.length >= SHORTEST_SECRET)
}

try {
  const app = await createApp(config, logger)
  const { port } = await app.listen()
  const url = `http://${config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`
  logger.info({ url }, `Folio is ready: ${url}`)

  let leaving = false
  const leave = (signal: NodeJS.Signals) => {
    // Asked twice: at once. What is running is recovered at the next start.
    if (leaving) process.exit(1)
    leaving = true
    logger.info({ signal, active_replies: app.activeReplies() }, 'leaving')
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ error }, 'could not leave in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', leave).on('SIGINT', leave)
} catch (error) {
  if (error instanceof TapeTaken) logger.fatal({}, error.message)
  else logger.fatal({ error }, 'could not start')
  process.exit(1)
}
