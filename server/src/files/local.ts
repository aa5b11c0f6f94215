import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { dirname, join, resolve } from 'node:path'
import { storing } from './body.ts'
import { FileMissing, isFileKey, requireFileKey, type Files } from './files.ts'

/**
 * Files in a folder, readable by this user alone, 256 folders within it. A file has its name from the moment on when all
 * of it is on the disk.
 */
export function openLocalFiles(folder: string): Files {
  const root = resolve(folder)
  const pathOf = (key: string) => join(root, key.slice(0, 2), key)
  // Beside its place: a rename from elsewhere could be a copy.
  const draftOf = (path: string) => `${path}.part`

  return {
    async put(key, body, size) {
      requireFileKey(key)
      const path = pathOf(key)
      const draft = draftOf(path)
      try {
        await storing(body, size, async chunks => {
          await mkdir(dirname(path), { recursive: true, mode: 0o700 })
          await write(draft, chunks)
        })
        await rename(draft, path)
        await settle(dirname(path))
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },
    async get(key) {
      if (!isFileKey(key)) throw new FileMissing(key)
      const stream = createReadStream(pathOf(key))
      try {
        await once(stream, 'open')
        return stream
      } catch (error) {
        throw isAbsence(error) ? new FileMissing(key) : error
      }
    },
    async remove(key) {
      if (!isFileKey(key)) return
      const path = pathOf(key)
      // A process that was killed may have left but the draft.
      await Promise.all([rm(path, { force: true }), rm(draftOf(path), { force: true })])
    },
    async check() {
      await mkdir(root, { recursive: true, mode: 0o700 })
      await access(root, constants.W_OK)
    },
  }
}

async function write(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of chunks) await file.writeFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A name is safe when the folder that has it is. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
