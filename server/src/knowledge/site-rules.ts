import type { Clock } from '../lib/clock.ts'
import type { Egress, Fetched } from '../lib/egress.ts'
import { EgressFailure } from '../lib/egress-failure.ts'
import { readRobots, type Robots } from '../lib/robots.ts'
import { JobFailure } from './failure.ts'

/** Throws `JobFailure` where a site does not want a page to be fetched by programs, or `EgressFailure`. */
export type SiteRules = (url: URL, signal: AbortSignal) => Promise<void>

/** The name that sites give rules to. */
const PRODUCT = 'Folio'
/** Shorter than the day that RFC 9309 allows: who changes the rules is heard the same hour. */
const KEPT_MS = 3_600_000
const MAX_KEPT_UNITS = 4_000_000
const MAX_KEPT = 500
/** Some name no type, or a wrong one. */
const TYPES = ['text/plain', 'text/html', 'application/octet-stream', '']
const EVERYTHING: Robots = { allows: () => true, size: 0 }

/** What sites say in their robots.txt, asked once and kept for a while. */
export function createSiteRules({ egress, clock }: { egress: Egress; clock: Clock }): SiteRules {
  const kept = new Map<string, { robots: Robots; until: number }>()
  let keptUnits = 0

  const forget = (origin: string) => {
    keptUnits -= kept.get(origin)?.robots.size ?? 0
    kept.delete(origin)
  }
  const keep = (origin: string, robots: Robots) => {
    forget(origin)
    kept.set(origin, { robots, until: clock.now() + KEPT_MS })
    keptUnits += robots.size
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT && keptUnits <= MAX_KEPT_UNITS) break
      forget(oldest)
    }
  }
  const robotsOf = async (origin: string, signal: AbortSignal): Promise<Robots> => {
    const known = kept.get(origin)
    if (known && known.until > clock.now()) return known.robots
    const robots = await askForRobots(egress, origin, signal)
    keep(origin, robots)
    return robots
  }

  return async (url, signal) => {
    const robots = await robotsOf(url.origin, signal)
    if (!robots.allows(url.pathname + url.search))
      throw new JobFailure('refused_by_site', 'The site asks programs not to fetch this page (robots.txt).')
  }
}

/** A site without rules has none; one that cannot say them now is left alone. */
async function askForRobots(egress: Egress, origin: string, signal: AbortSignal): Promise<Robots> {
  const found = await egress.fetch(`${origin}/robots.txt`, { types: TYPES, signal }).catch(withoutRules)
  if (found === undefined || (found.status >= 400 && found.status < 500 && found.status !== 429)) return EVERYTHING
  if (found.status !== 200)
    throw new JobFailure('refused_by_site', 'The site does not say now what programs may fetch (robots.txt).', {
      passing: true,
    })
  return readRobots(Buffer.from(found.bytes).toString('utf8'), PRODUCT)
}

/** What leads round and round, or is a picture, holds no rules. */
function withoutRules(error: unknown): Fetched | undefined {
  if (error instanceof EgressFailure && (error.code === 'too_many_redirects' || error.code === 'unsupported_type'))
    return undefined
  throw error
}
