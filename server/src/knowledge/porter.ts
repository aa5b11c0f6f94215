/**
 * The stem of an English word, by M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), with the two
 * changes of his own later program (bli, logi), as Lucene has it. Takes letters from a to z.
 */
export function stem(word: string): string {
  if (word.length <= 2) return word
  return tidied(STEPS.reduce(replaceSuffix, withoutInflection(word)))
}

/** The longest suffix of a step decides alone: where its stem is too short, nothing happens. */
type Step = { suffixes: RegExp; moreThan: number; to: Record<string, string> }

function step(moreThan: number, to: Record<string, string>): Step {
  const longestFirst = Object.keys(to).sort((a, b) => b.length - a.length)
  return { suffixes: new RegExp(`(?:${longestFirst.join('|')})$`), moreThan, to }
}

const STEPS: readonly Step[] = [
  step(0, {
    ational: 'ate',
    tional: 'tion',
    enci: 'ence',
    anci: 'ance',
    izer: 'ize',
    bli: 'ble',
    alli: 'al',
    entli: 'ent',
    eli: 'e',
    ousli: 'ous',
    ization: 'ize',
    ation: 'ate',
    ator: 'ate',
    alism: 'al',
    iveness: 'ive',
    fulness: 'ful',
    ousness: 'ous',
    aliti: 'al',
    iviti: 'ive',
    biliti: 'ble',
    logi: 'log',
  }),
  step(0, { icate: 'ic', ative: '', alize: 'al', iciti: 'ic', ical: 'ic', ful: '', ness: '' }),
  step(1, {
    al: '',
    ance: '',
    ence: '',
    er: '',
    ic: '',
    able: '',
    ible: '',
    ant: '',
    ement: '',
    ment: '',
    ent: '',
    ou: '',
    ism: '',
    ate: '',
    iti: '',
    ous: '',
    ive: '',
    ize: '',
    sion: 's',
    tion: 't',
  }),
]

function replaceSuffix(word: string, { suffixes, moreThan, to }: Step): string {
  const suffix = suffixes.exec(word)?.[0]
  if (suffix === undefined) return word
  const replaced = to[suffix] ?? ''
  // The s or t before "ion" belongs to the stem that is measured.
  const kept = word.slice(0, word.length - suffix.length)
  const measured = suffix.endsWith('ion') && replaced.length === 1 ? kept + replaced : kept
  return measure(measured) > moreThan ? kept + replaced : word
}

/** Steps 1a to 1c: plurals, -ed and -ing, and y. */
function withoutInflection(word: string): string {
  const single = word.replace(/(ss|i)es$/, '$1').replace(/([^s])s$/, '$1')
  return withoutTense(single).replace(/^(.+)y$/, (whole, before: string) => (hasVowel(before) ? `${before}i` : whole))
}

function withoutTense(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word
  const before = /^(.*)(?:ed|ing)$/.exec(word)?.[1]
  if (before === undefined || !hasVowel(before)) return word
  if (/(?:at|bl|iz)$/.test(before)) return `${before}e`
  if (endsDouble(before) && !/[lsz]$/.test(before)) return before.slice(0, -1)
  return measure(before) === 1 && endsShort(before) ? `${before}e` : before
}

/** Step 5: a last e, and one of two l. */
function tidied(word: string): string {
  const before = word.slice(0, -1)
  const m = measure(before)
  const bare = word.endsWith('e') && (m > 1 || (m === 1 && !endsShort(before))) ? before : word
  return bare.endsWith('ll') && measure(bare.slice(0, -1)) > 1 ? bare.slice(0, -1) : bare
}

/** Each letter as v(owel) or c(onsonant); y is a vowel behind a consonant. */
function shape(word: string): string {
  let shaped = ''
  for (const letter of word) {
    const vowel = letter === 'y' ? shaped.endsWith('c') : 'aeiou'.includes(letter)
    shaped += vowel ? 'v' : 'c'
  }
  return shaped
}

/** How often a vowel is followed by a consonant: about the number of syllables. */
function measure(word: string): number {
  return shape(word).split('vc').length - 1
}

function hasVowel(word: string): boolean {
  return shape(word).includes('v')
}

function endsDouble(word: string): boolean {
  return word.at(-1) === word.at(-2) && shape(word).endsWith('c')
}

/** Consonant, vowel, consonant, the last of them not w, x or y: "hop", not "how". */
function endsShort(word: string): boolean {
  return shape(word).endsWith('cvc') && !/[wxy]$/.test(word)
}
