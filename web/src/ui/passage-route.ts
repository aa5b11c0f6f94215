import { useMemo } from 'react'
import { pathTo } from './address.ts'
import { goTo, renameTo, useParam } from './route.ts'

/** Which citation of which reply. */
export type CitedAt = { messageId: string; index: number }

const NAME = 'source'
const OVER = { over: true }

/** A passage stands over the conversation that cites it: there it is found again, also when its source is gone. */
export function pathToPassage(conversationId: string, { messageId, index }: CitedAt): string {
  return `${pathTo(conversationId)}?${NAME}=${messageId}.${index}`
}

export function useCitedAt(): CitedAt | null {
  const text = useParam(NAME)
  return useMemo(() => read(text ?? ''), [text])
}

function read(text: string): CitedAt | null {
  const [, messageId, index] = /^([0-9a-f-]{36})\.(\d{1,4})$/i.exec(text) ?? []
  return messageId === undefined ? null : { messageId: messageId.toLowerCase(), index: Number(index) }
}

export const goToPassage = (path: string): void => goTo(path, OVER)

/** Back to the conversation: by the way that was come, or by a new one where an address was opened. */
export function leavePassage(): void {
  if ((history.state as Partial<typeof OVER> | null)?.over) history.back()
  else renameTo(location.pathname)
}
