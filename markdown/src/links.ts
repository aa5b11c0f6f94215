/** Where a link really leads: a normalised address and the name a reader should judge it by. */
export type Target = { href: string; host: string }

/** A host may hold these, says the standard of addresses; no name that anybody owns does. */
const STRANGE_HOST = /["'`{}<>]/

/** Undefined for everything that is not an absolute http, https or mailto address. */
export function findTarget(address: string): Target | undefined {
  let url: URL
  try {
    // The address is escaped again when it is written, so the one reference authors do use is resolved first. A
    // backslash is none of the slashes that a browser would make of it.
    url = new URL(address.replace(/&amp;/gi, '&').replaceAll('\\', '%5C'))
  } catch {
    return undefined
  }
  if (url.protocol === 'mailto:') return { href: url.href, host: url.pathname }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || STRANGE_HOST.test(url.host)) return undefined
  return { href: url.href, host: url.host }
}

/** True where the text of a link names another host than it leads to, or the address hides where it leads. */
export function isMisleading(text: string, target: Target): boolean {
  if (target.href.startsWith('mailto:')) return namedHosts(text).some(host => !target.host.endsWith(host))
  const url = new URL(target.href)
  if (url.username !== '' || url.password !== '' || url.hostname.includes('xn--')) return true
  return namedHosts(text).some(host => !isWithin(bare(url.hostname), bare(host)))
}

// None of these is a top-level domain, and replies are full of file names.
const FILE_ENDINGS = /\.(?:[cm]?[jt]sx?|json|html?|css|txt|ya?ml|toml|csv|pdf|png|svg|docx?|xlsx?|cpp|exe)$/i

/** What a reader would take for a host name in a text. */
function namedHosts(text: string): string[] {
  const words = text.slice(0, 500).split(/[^\p{L}\p{N}.-]+/u)
  return words
    .map(word => word.replace(/^[.-]{1,500}|[.-]{1,500}$/g, '').toLowerCase())
    .filter(word => /\.\p{L}{2,}$/u.test(word) && !word.includes('..') && !FILE_ENDINGS.test(word))
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^www\./, '')
}
