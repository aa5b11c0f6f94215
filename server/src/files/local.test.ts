import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { describeFiles } from './conformance.ts'
import { newFileKey } from './files.ts'
import { openLocalFiles } from './local.ts'

const makeFolder = () => mkdtemp(join(tmpdir(), 'folio-files-'))
const list = async (folder: string) => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found.filter(entry => entry.isFile()).map(entry => entry.name)
}

describeFiles('in a folder', async () => {
  const outer = await makeFolder()
  const folder = join(outer, 'not', 'there', 'yet')
  return {
    files: openLocalFiles(folder),
    left: () => list(outer),
    remove: () => rm(outer, { recursive: true }),
  }
})

it('nobody else on the machine may read a file, or see which there are', async () => {
  const folder = await makeFolder()
  const key = newFileKey()
  await openLocalFiles(folder).put(key, Readable.from(['hello']))
  const shard = join(folder, key.slice(0, 2))
  expect((await stat(join(shard, key))).mode & 0o777).toBe(0o600)
  expect((await stat(shard)).mode & 0o777).toBe(0o700)
  await rm(folder, { recursive: true })
})

it('a file has its name when it is whole; what a killed process left of it is removed with it', async () => {
  const folder = await makeFolder()
  const files = openLocalFiles(folder)
  const key = newFileKey()
  const body = new Readable({ read() {} })
  const put = files.put(key, body).catch((error: Error) => error.message)
  body.push(Buffer.alloc(100_000))
  await expect.poll(() => list(folder)).toEqual([`${key}.part`])
  await files.remove(key)
  expect(await list(folder)).toEqual([])
  body.destroy(new Error('killed'))
  expect(await put).toBe('killed')
  await rm(folder, { recursive: true })
})
