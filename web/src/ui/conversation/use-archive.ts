import type { Conversation, Page } from '@folio/protocol'
import { useCallback, useEffect, useState } from 'react'
import { createAsk, query } from '../../chat/api.ts'
import type { Chat } from '../../chat/chat.ts'
import type { Failure } from '../../chat/failure.ts'
import { tried } from '../../chat/made.ts'
import { useChat, useSelect } from '../context.ts'

/** Reads all that lies in the archive; what comes and goes from then on the feed tells. Read anew after each gap. */
export function useArchive(): { isRead: boolean; failure: Failure | undefined; retry: () => void } {
  const chat = useChat()
  const isLive = useSelect(state => state.connection === 'live')
  const [isRead, setRead] = useState(false)
  const [failure, setFailure] = useState<Failure>()

  const read = useCallback(async () => {
    const failed = await tried(() => readArchive(chat))
    setFailure(failed)
    if (!failed) setRead(true)
  }, [chat])

  useEffect(() => void read(), [read, isLive])
  return { isRead, failure, retry: () => void read() }
}

async function readArchive({ way, dispatch }: Chat): Promise<void> {
  const ask = createAsk(way.call)
  for (let cursor: string | null | undefined; cursor !== null;) {
    const asked = query({ limit: 100, archived: 'true', cursor })
    const page: Page<Conversation> = await ask('GET', `/api/conversations?${asked}`)
    dispatch({ type: 'archived', items: page.items })
    cursor = page.next_cursor
  }
}
