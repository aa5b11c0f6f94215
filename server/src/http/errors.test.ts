import { ERROR_CODES } from '@folio/protocol'
import { expect, it } from 'vitest'
import { Refusal } from '../lib/refusal.ts'
import { faultOf, statusOf } from './errors.ts'

const coded = (code: string, message = 'at 10.0.0.7:5432') => Object.assign(new Error(message), { code })

it('every code has a status', () => {
  for (const code of ERROR_CODES) expect(statusOf(code)).toBeGreaterThanOrEqual(400)
})

it('a refusal says why', () => {
  const refusal = new Refusal('too_many_queued', 'Three wait already.', { retryAfterMs: 2_000 })
  expect(faultOf(refusal)).toMatchObject({
    code: 'too_many_queued',
    detail: 'Three wait already.',
    retryAfterMs: 2_000,
  })
})

it.each([
  ['PostgreSQL is not there', coded('ECONNREFUSED')],
  ['PostgreSQL is going down', coded('57P01')],
  ['PostgreSQL has no connection left', coded('53300')],
  ['the pool waited in vain', new Error('timeout exceeded when trying to connect')],
  ['the connection broke', new Error('Connection terminated unexpectedly')],
  ['the disk is full', coded('SQLITE_FULL')],
  ['the disk fails', coded('SQLITE_IOERR_WRITE')],
  ['SQLite is busy', coded('SQLITE_BUSY_SNAPSHOT')],
  ['a bucket breaks off', coded('UND_ERR_SOCKET')],
  ['a bucket is crowded', coded('SlowDown')],
  ['the disk of the files is full', coded('ENOSPC')],
  ['it lies behind another error', new Error('could not send', { cause: coded('SQLITE_FULL') })],
])('is unavailable for now where %s', (_, error) => {
  const fault = faultOf(error)
  expect(fault).toMatchObject({ code: 'unavailable', retryAfterMs: 5_000 })
  expect(fault.detail).not.toContain('10.0.0.7')
})

it.each([new Error('select * from users'), coded('SQLITE_CONSTRAINT_UNIQUE'), coded('42P01'), 'text', undefined])(
  'anything else is a bug, of which nothing is told',
  error => {
    expect(faultOf(error)).toMatchObject({ code: 'internal', detail: expect.not.stringContaining('users') })
  },
)
