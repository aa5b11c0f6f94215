import type { Share } from '@folio/protocol'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { CallFailed, failureOf, type Failure } from '../../chat/failure.ts'
import { createShares } from '../../chat/shares.ts'
import { useChat } from '../context.ts'

/** Links to one conversation, or all there are; `links` is undefined until they are known. */
export function useShares(conversationId: string | null) {
  const { call } = useChat().way
  const shares = useMemo(() => createShares(call), [call])
  const [links, setLinks] = useState<Share[]>()
  const [older, setOlder] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure>()

  /** What `work` answers; undefined where it failed, which is shown then. */
  const attempt = useCallback(async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    setFailure(undefined)
    try {
      return await work()
    } catch (error) {
      setFailure(failureOf(error))
      return undefined
    }
  }, [])

  const load = useCallback(
    async (cursor?: string) => {
      const page = await attempt(() => shares.list(conversationId, cursor))
      if (!page) return
      setLinks((known = []) => (cursor === undefined ? page.items : [...known, ...page.items]))
      setOlder(page.next_cursor)
    },
    [attempt, shares, conversationId],
  )
  useEffect(() => void load(), [load])

  return {
    links,
    failure,
    reload: () => void load(),
    more: older === null ? undefined : () => void load(older),

    async make(id: string): Promise<Share | undefined> {
      const made = await attempt(() => shares.make(id))
      if (made) setLinks((known = []) => [made, ...known])
      return made
    },
    /** True where it is gone, also where it was already. */
    async revoke({ id }: Share): Promise<boolean> {
      const gone = await attempt(() =>
        shares
          .revoke(id)
          .catch(unlessGone)
          .then(() => true),
      )
      if (gone) setLinks(known => known?.filter(link => link.id !== id))
      return gone ?? false
    },
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof CallFailed && error.failure.code === 'not_found')) throw error
}
