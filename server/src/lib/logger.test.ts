import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { createLogger, type LoggerSettings } from './logger.ts'

async function logTo(settings: Partial<LoggerSettings> = {}) {
  let text = ''
  const output = { write: (piece: string) => void (text += piece) }
  const logger = await createLogger({ level: 'debug', json: true, output, ...settings })
  const lines = () => text.split('\n').filter(line => line !== '')
  return { logger, text: () => text, lines, last: () => JSON.parse(lines().at(-1) ?? '{}') }
}

const evil = 'one\r\ntwo\u001b[31mred\u009b1m\u2028\u202e'

it('writes one JSON object a line, whatever it is given', async () => {
  const { logger, lines, last, text } = await logTo({ bindings: { pod: 'p1' } })
  logger.info({ path: evil }, evil)
  expect(lines()).toHaveLength(1)
  expect(last()).toMatchObject({ level: 'info', pod: 'p1', path: evil, msg: evil })
  expect(text()).toMatch(/^[\x20-\x7e]+\n$/)
})

it('writes for people without obeying what it writes', async () => {
  const { logger, lines, text } = await logTo({ json: false })
  logger.warn({ path: evil, size: 3 }, evil)
  logger.error({ error: new Error(`bad\nfake line`) }, 'failed')
  const plain = text().replaceAll(/\u001b\[\d+m/g, '')
  expect(plain).toMatch(/^[\x20-\x7e\n]+$/)
  expect(plain).toContain('one\\r\\ntwo\\u001b[31mred\\u009b1m')
  expect(plain).toContain('    | fake line\n')
  expect(lines().filter(line => /WARN|ERROR/.test(line))).toHaveLength(2)
})

it('masks secrets by their names, at any depth', async () => {
  const { logger, text } = await logTo()
  const names = [
    'authorization',
    'Cookie',
    'set-cookie',
    'password',
    'access_token',
    'refreshToken',
    'token',
    'apiKey',
    'SECRET_KEY',
  ]
  for (const name of names) logger.info({ [name]: 'canary', deep: [{ [name]: 'canary' }] }, 'seen')
  logger.child({ token: 'canary' }).info('bound')
  expect(text()).not.toContain('canary')
})

it('keeps counts that only sound like secrets', async () => {
  const { logger, last } = await logTo()
  logger.info({ token_count: 3, promptTokens: 4, hasPassword: true, password: null }, 'counted')
  expect(last()).toMatchObject({ token_count: 3, promptTokens: 4, hasPassword: true, password: null })
})

it('masks secrets by their shape and by their value, in errors too', async () => {
  const { logger, text, last } = await logTo({ secrets: ['s3cr"t-canary'] })
  const cause = new Error('postgres://me:canary-pw@db/x said s3cr"t-canary')
  logger.error({ error: new Error('Bearer canary.abc\nsk-proj-canary123', { cause }) }, 'call failed: eyJcanary.eyJb.c')
  expect(text()).not.toContain('canary')
  expect(last().error.cause.message).toContain('postgres://[redacted]@db/x')
})

it('leaves out the words of people', async () => {
  const { logger, text, last } = await logTo()
  logger.info(
    { content: 'canary', turns: [{ content: 'canary' }], body: { message: 'canary' }, content_length: 6 },
    'sent',
  )
  const failure = Object.assign(new Error('rejected'), { request: { prompt: 'canary' }, code: 'E_BAD' })
  logger.error({ error: failure }, 'failed')
  expect(text()).not.toContain('canary')
  expect(last().error).toMatchObject({ type: 'Error', message: 'rejected', code: 'E_BAD' })
})

it('carries what its parents carry', async () => {
  const { logger, last } = await logTo({ bindings: { pod: 'p1' } })
  const request = logger.child({ requestId: 'r1' })
  request.child({ route: '/a' }).info('answered')
  expect(last()).toMatchObject({ pod: 'p1', requestId: 'r1', route: '/a' })
  request.info('again')
  expect(last()).not.toHaveProperty('route')
})

it('is quiet below its level', async () => {
  const { logger, lines } = await logTo({ level: 'warn' })
  logger.info('no')
  logger.warn('yes')
  expect(lines()).toHaveLength(1)
})

it('survives what refers to itself', async () => {
  const { logger, lines } = await logTo()
  const loop: Record<string, unknown> = {}
  loop.self = loop
  logger.info({ loop, big: 1n }, 'round')
  expect(lines()).toHaveLength(1)
})

it('also writes JSON to a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'folio-log-'))
  const { logger, text } = await logTo({ json: false, file: join(folder, 'logs/folio.log') })
  logger.info({ n: 1 }, 'kept')
  await vi.waitFor(() => {
    const [file = ''] = readdirSync(join(folder, 'logs'))
    expect(file).toBe('folio.1.log')
    expect(JSON.parse(readFileSync(join(folder, 'logs', file), 'utf8'))).toMatchObject({ n: 1, msg: 'kept' })
  })
  expect(text()).toContain('kept')
  rmSync(folder, { recursive: true })
})
