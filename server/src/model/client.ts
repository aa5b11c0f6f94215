import OpenAI from 'openai'

export type ClientSettings = {
  /** Left out where the server asks for none. */
  apiKey?: string | undefined
  /** Up to and with `/v1`. */
  baseUrl: string
}

/** What the package would take from the environment by itself is set here: the settings have one reader. */
export function createClient({ apiKey, baseUrl }: ClientSettings, fetch: typeof globalThis.fetch): OpenAI {
  const client = new OpenAI({
    apiKey: apiKey ?? 'none',
    ...(apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl,
    maxRetries: 0,
    logLevel: 'off',
    fetch,
  })
  // Ours are in time and end with their own signal: the package would put a timer and a signal of its own around each.
  client.fetchWithTimeout = (url, init) => fetch(url, init)
  return client
}
