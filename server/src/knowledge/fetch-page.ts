import type { Clock } from '../lib/clock.ts'
import { displayName } from '../lib/display-name.ts'
import type { Egress, Fetched } from '../lib/egress.ts'
import { EgressFailure, type EgressFailureCode } from '../lib/egress-failure.ts'
import type { JobErrorCode } from '@folio/protocol'
import type { FetchPage } from './bring.ts'
import { JobFailure } from './failure.ts'
import { createSiteRules } from './site-rules.ts'

/** All that can be read. */
const TYPES = [
  'text/html',
  'application/xhtml+xml',
  'text/plain',
  'text/markdown',
  'text/csv',
  'application/json',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]

/** Fetches what people name as a source, as its site wants it: by its rules, and only where it has changed. */
export function createFetchPage({ egress, clock }: { egress: Egress; clock: Clock }): FetchPage {
  const obeyRules = createSiteRules({ egress, clock })
  return async (address, { etag, lastModified, signal }) => {
    const before = (url: URL) => obeyRules(url, signal)
    const found = await egress.fetch(address, { types: TYPES, etag, lastModified, signal, before }).catch(tell)
    if (found.status === 304 && (etag !== null || lastModified !== null)) return { kind: 'unchanged' }
    if (found.status !== 200) throw refusalOf(found.status)
    const { url, bytes, contentType } = found
    return {
      kind: 'page',
      raw: { bytes, name: nameOf(url), mediaType: contentType },
      url: url.href,
      etag: found.etag,
      lastModified: found.lastModified,
    }
  }
}

const CODES = {
  address_not_allowed: 'address_not_allowed',
  unreachable: 'unreachable',
  too_many_redirects: 'refused_by_site',
  unsupported_type: 'unsupported_type',
  too_large: 'too_large',
  took_too_long: 'took_too_long',
  busy: 'unreachable',
} as const satisfies Record<EgressFailureCode, JobErrorCode>

/** As a job says it. */
function tell(error: unknown): Fetched {
  if (!(error instanceof EgressFailure)) throw error
  const code = CODES[error.code]
  throw new JobFailure(code, error.message, { cause: error, passing: code === 'unreachable' })
}

/** Asked for too often, or out of order for now. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

function refusalOf(status: number): JobFailure {
  if (status === 404 || status === 410)
    return new JobFailure('refused_by_site', `The site has no page at this address (${status}).`)
  const passing = PASSING.has(status)
  return new JobFailure('refused_by_site', `The site did not give the page (${status}).`, { passing })
}

/** The last part of the address; of a site's first page, the site's name. */
function nameOf({ pathname, hostname }: URL): string {
  const last = pathname.split('/').findLast(part => part !== '')
  return last === undefined ? hostname : displayName(decoded(last))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
