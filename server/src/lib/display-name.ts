const MAX_UNITS = 200

/** Cannot be seen, or turns round what stands behind it; joiners stay, some scripts and emoji need them. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cf}\u200c\u200d]/gu
const LAST_HALF = /[\ud800-\udbff]$/

/** What a file is called on the page: the last part of what somebody named it, made fit to be read. Never opened. */
export function displayName(given: string): string {
  const last = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
  const seen = last.normalize('NFC').replace(UNSEEN, '').replace(/\s+/g, ' ').trim()
  const name = seen.slice(0, MAX_UNITS).replace(LAST_HALF, '')
  return /^\.*$/.test(name) ? 'file' : name
}
