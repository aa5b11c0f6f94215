import type { Time } from './resources.ts'

/** Somebody signed in on a device, for as long as that lasts. */
export type DeviceSession = {
  id: string
  /** The one that asks. */
  current: boolean
  /** `Firefox on Android`; null where nobody knows. */
  device: string | null
  created_at: Time
  /** When it was opened or renewed last, which it is every few minutes while it is in use. */
  last_seen_at: Time
  expires_at: Time
}

/** Tokens, as the provider reported them, else estimated. */
export type Used = {
  replies: number
  prompt_tokens: number
  completion_tokens: number
  /** Null where no price is known. */
  cost: number | null
}

/** `left` of `limit` until `reset_s` seconds have passed. */
export type RateLeft = { limit: number; left: number; reset_s: number }
/** `limit` null: none. */
export type RoomLeft = { limit: number | null; used: number; left: number | null }

export type Usage = {
  /** The newest first; a day in UTC, `2026-11-21`. What was deleted since is counted too. */
  days: ({ day: string; model: string } & Used)[]
  /** Of these days; what has no price adds nothing to the cost. */
  totals: Used
  currency: 'USD'
  limits: {
    messages_per_minute: RateLeft
    requests_per_minute: RateLeft
    sources: RoomLeft
    source_bytes: RoomLeft
  }
}
