import { words } from '../words.ts'

type ByCode = Partial<Record<string, string>>

const english = {
  offline: 'The server could not be reached.',
  answered: (status: number) => `The server answered ${status}.`,
  ours: 'Something in this page went wrong.',
  request: (id: string) => `Request ${id}`,
  // The server speaks English itself, and more exactly than a code can.
  refusals: {} as ByCode,
  replies: {} as ByCode,
  jobs: {} as ByCode,
}

export type FailuresWords = typeof english
export const failuresWords = words('failures', english)
