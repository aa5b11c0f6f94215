import { words } from '../words.ts'
import type { ErrorCode, JobErrorCode, ReplyErrorCode } from '@folio/protocol'

const english = {
  offline: 'The server could not be reached.',
  answered: (status: number) => `The server answered ${status}.`,
  ours: 'Something in this page went wrong.',
  request: (id: string) => `Request ${id}`,
  // The server speaks English itself, and more exactly than a code can.
  refusals: {} as Partial<Record<ErrorCode, string>>,
  replies: {} as Partial<Record<ReplyErrorCode, string>>,
  jobs: {} as Partial<Record<JobErrorCode, string>>,
}

export type FailuresWords = typeof english
export const failuresWords = words('failures', english)
