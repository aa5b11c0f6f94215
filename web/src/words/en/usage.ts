import { words } from '../words.ts'

const english = {
  title: 'Usage',
  lead: 'What your replies have used in the last 30 days. A day begins at midnight UTC.',
  nothing: 'Nothing yet: the first reply is counted when it has ended.',
  chart: (from: string, to: string) => `Tokens by day, from ${from} to ${to}`,
  bar: (day: string, tokens: string) => `${day}: ${tokens} tokens`,
  most: (tokens: string) => `${tokens} tokens`,
  asTable: 'As a table',
  day: 'Day',
  model: 'Model',
  unnamed: 'unnamed',
  replies: 'Replies',
  read: 'Tokens in',
  written: 'Tokens out',
  cost: 'Cost',
  total: 'All together',
  unpriced: 'Models without a price are not in the cost.',
  estimated: 'Where a provider does not say what it used, tokens are estimated.',
  limits: 'Limits',
  messages: 'Messages a minute',
  requests: 'Requests a minute',
  sources: 'Documents',
  sourceBytes: 'Size of documents',
  leftOf: (left: string, limit: string) => `${left} of ${limit} left`,
  unlimited: (used: string) => `${used}, without a limit`,
  failed: 'This could not be fetched.',
}

export type UsageWords = typeof english
export const usageWords = words('usage', english)
