import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keptSecret } from './kept-secret.ts'
import { weaknessOf } from './secret.ts'

it('makes a secret once, for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'folio-secret-'))
  const data = join(folder, 'data')
  const secret = keptSecret(data)
  expect(weaknessOf(secret)).toBeUndefined()
  expect(keptSecret(data)).toBe(secret)
  expect(statSync(join(data, 'secret-key')).mode & 0o777).toBe(0o600)
  expect(readdirSync(data)).toEqual(['secret-key'])
  rmSync(folder, { recursive: true })
})
