import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { openS3Server } from '../src/files/testing/s3-server.ts'
import { FORM_TYPE, formOf, headOf } from './world/form.ts'
import type { Person } from './world/person.ts'
import { openWorld, type World } from './world/world.ts'

const MIB = 1_024 * 1_024
/** Four times what may be sent as a rule: what is kept of it anywhere would be seen. */
const FILE_BYTES = 200 * MIB
const bucket = await openS3Server()
afterAll(() => bucket.close())

const PLACES = {
  'a folder': {},
  'a bucket': {
    S3_ENDPOINT: bucket.endpoint,
    S3_BUCKET: bucket.bucket,
    S3_REGION: bucket.region,
    ACCESS_KEY_ID: bucket.accessKeyId,
    SECRET_ACCESS_KEY: bucket.secretAccessKey,
  },
}

// What a process has in memory is asked of Linux.
test.skipIf(process.platform !== 'linux').each(Object.entries(PLACES))(
  'on its way into %s it is never in memory',
  async (_, env) => {
    const world = await openWorld('SQLite', { ...env, MAX_FILE_BYTES: String(FILE_BYTES) })
    try {
      const ana = await world.member()
      // What the first request and the first file bring with them.
      await ana.upload('small.bin', Buffer.alloc(20 * MIB))
      const before = await memoryOf(world)
      const sent = sendLarge(world, ana)
      let most = before
      let isOver = false
      void sent.finally(() => (isOver = true))
      while (!isOver) {
        await ana.get('/auth/me')
        most = Math.max(most, await memoryOf(world))
      }
      expect(await sent).toBe(201)
      expect((most - before) / MIB).toBeLessThan(80)
    } finally {
      await world.close()
    }
  },
  120_000,
)

/** Bytes that the process has in memory now. */
async function memoryOf({ pods: [pod] }: World): Promise<number> {
  const [, resident = '0'] = (await readFile(`/proc/${pod?.pid}/statm`, 'utf8')).split(' ')
  return Number(resident) * 4_096
}

/** Without ever having it whole here either. Resolves with the status. */
function sendLarge({ base }: World, { credentials }: Person): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { ...credentials, 'content-type': FORM_TYPE }
    const sending = request(`${base}/api/files`, { method: 'POST', agent: false, headers }, response => {
      resolve(response.resume().statusCode ?? 0)
    }).on('error', reject)
    sending.write(headOf({ name: 'large.bin' }))
    let left = FILE_BYTES
    const more = () => {
      while (left > 0) {
        left -= MIB
        if (!sending.write(Buffer.alloc(MIB))) return
      }
      sending.off('drain', more).end(Buffer.concat([Buffer.from('\r\n'), formOf().body]))
    }
    sending.on('drain', more)
    more()
  })
}
