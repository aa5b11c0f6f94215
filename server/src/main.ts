import { createApp } from './app.ts'
import { begin, leaveWhenTold } from './begin.ts'
import { TapeTaken } from './tape/tape.ts'

const { config, logger } = await begin()
try {
  const app = await createApp(config, logger)
  const { port } = await app.listen()
  const url = `http://${config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`
  logger.info({ url }, `Folio is ready: ${url}`)
  leaveWhenTold(logger, app.close, () => ({ active_replies: app.activeReplies() }))
} catch (error) {
  if (error instanceof TapeTaken) logger.fatal({}, error.message)
  else logger.fatal({ error }, 'could not start')
  process.exit(1)
}
