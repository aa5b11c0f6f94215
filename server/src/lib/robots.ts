/** What a site lets programs fetch: robots.txt, RFC 9309. */
export type Robots = {
  /** `path` with its query, as it stands in the address. */
  allows(path: string): boolean
  /** UTF-16 units that it keeps. */
  size: number
}

type Rule = { allow: boolean; pattern: string }

/** The RFC asks for 500 KiB at least; what comes behind is not read. */
const MAX_UNITS = 512 * 1_024
const MAX_RULES = 5_000
const MAX_PATTERN_UNITS = 2_000
/** Of all rules together: each costs a search. */
const MAX_WILDCARDS = 20_000

/** The rules for who calls itself `product`, else those for everybody. What is no rule is passed over. */
export function readRobots(text: string, product: string): Robots {
  const groups = readGroups(wholeLines(text))
  const own = groups.get(product.toLowerCase())
  const rules = withinReason(own ?? groups.get('*') ?? [])
  return {
    size: rules.reduce((sum, { pattern }) => sum + pattern.length, 0),
    allows(path) {
      const asked = normalise(path)
      if (asked === '/robots.txt') return true
      // The longest that matches; of two as long as each other the kinder one.
      let found: Rule | undefined
      for (const rule of rules) {
        const isBetter = !found || rule.pattern.length > found.pattern.length
        const isKinder = found && rule.allow && rule.pattern.length === found.pattern.length
        if ((isBetter || isKinder) && matches(rule.pattern, asked)) found = rule
      }
      return found?.allow ?? true
    },
  }
}

function withinReason(rules: readonly Rule[]): Rule[] {
  let wildcards = 0
  return rules
    .slice(0, MAX_RULES)
    .filter(({ pattern }) => (wildcards += pattern.split('*').length - 1) <= MAX_WILDCARDS)
}

/** A rule that is cut off would be another rule. */
function wholeLines(text: string): string {
  return text.length <= MAX_UNITS ? text : text.slice(0, text.lastIndexOf('\n', MAX_UNITS) + 1)
}

/** Rules by the name they are for, in lower case; groups of one name are one. */
function readGroups(text: string): Map<string, Rule[]> {
  const groups = new Map<string, Rule[]>()
  let names: string[] = []
  let isNaming = false
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const [key, value] = readLine(line)
    if (key === 'user-agent') {
      if (!isNaming) names = []
      isNaming = true
      const name = value === '*' ? '*' : (/^[a-z_-]+/i.exec(value)?.[0] ?? '').toLowerCase()
      names.push(name)
      if (!groups.has(name)) groups.set(name, [])
    } else if (key === 'allow' || key === 'disallow') {
      isNaming = false
      // An empty one is no rule: nothing is disallowed.
      if (value === '' || value.length > MAX_PATTERN_UNITS) continue
      for (const name of names) groups.get(name)?.push({ allow: key === 'allow', pattern: normalise(value) })
    }
  }
  return groups
}

function readLine(line: string): [key: string, value: string] {
  const said = line.split('#', 1)[0] ?? ''
  const colon = said.indexOf(':')
  return colon < 0 ? ['', ''] : [said.slice(0, colon).trim().toLowerCase(), said.slice(colon + 1).trim()]
}

/** `*` stands for anything, `$` at the end for the end. */
function matches(pattern: string, path: string): boolean {
  const isWhole = pattern.endsWith('$')
  const pieces = (isWhole ? pattern.slice(0, -1) : pattern).split('*')
  const [first = '', ...rest] = pieces
  if (!path.startsWith(first)) return false
  let at = first.length
  for (const [n, piece] of rest.entries()) {
    const isLast = n === rest.length - 1
    const found = isWhole && isLast ? path.length - piece.length : path.indexOf(piece, at)
    if (found < at || !path.startsWith(piece, found)) return false
    at = found + piece.length
  }
  return !isWhole || at === path.length
}

const UNRESERVED = /[\w.~-]/

/** The same address is written in many ways: what may stand as it is does, all else is escaped, in capitals. */
function normalise(path: string): string {
  return path
    .replace(/%([\da-f]{2})/gi, (escape, hex: string) => {
      const char = String.fromCharCode(parseInt(hex, 16))
      return UNRESERVED.test(char) ? char : escape.toUpperCase()
    })
    .replace(/[^\x21-\x7e]/gu, char => (/\p{Surrogate}/u.test(char) ? '%EF%BF%BD' : encodeURIComponent(char)))
}
