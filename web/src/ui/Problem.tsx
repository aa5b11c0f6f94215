import type { ReactNode } from 'react'
import { failuresWords as words } from '../words/en/failures.ts'

type Props = { text: string; requestId: string | null; children?: ReactNode }

/** What happened, what can be done, and the request's id for whoever looks after the server. */
export function Problem({ text, requestId, children }: Props) {
  return (
    <div className="problem">
      <p>{text}</p>
      {children}
      {requestId && <small className="request">{words.request(requestId)}</small>}
    </div>
  )
}
