import type { Uploads } from '../knowledge/uploads.ts'
import type { Ctx } from './context.ts'
import { receiveFile } from './form-file.ts'

export type FileRoutes = ReturnType<typeof createFileRoutes>

/** Files that sources are made of. */
export function createFileRoutes({ uploads, maxFileBytes }: { uploads: Uploads; maxFileBytes: number }) {
  return {
    async create(c: Ctx) {
      const { caller } = c.var
      await uploads.refuseFull(caller)
      const file = await receiveFile(c.env.incoming, { maxBytes: maxFileBytes }, sent => uploads.take(caller, sent))
      c.get('log').info({ user_id: caller.userId, file_id: file.file_id, bytes: file.size }, 'took a file')
      return c.json(file, 201)
    },
  }
}
