/** What the documentation and other projects show as an example, and what people type first. */
const WORDS =
  /change|secret|example|password|passwort|replace|default|insecure|qwert|asdfg|letmein|admin123|folio-|lorem/i
// The most common pairs of letters in running text: about half of an English phrase, a tenth of random letters.
const PAIRS =
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ' +
  'ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so'
const COMMON_PAIRS = new Set(PAIRS.split(' '))

/**
 * Why `secret` must not sign anything; undefined where it looks random.
 * It can only refuse what is plainly a phrase or a pattern: no test proves that something was made by chance.
 */
export function weaknessOf(secret: string): string | undefined {
  const bytes = Buffer.byteLength(secret)
  if (bytes < 32) return `has ${bytes} bytes`
  if (new Set(secret).size < 8 || secret.includes(secret.slice(0, 8), 1)) return 'repeats itself'
  if (isSequence(secret)) return 'is a sequence'
  if (WORDS.test(secret)) return 'holds a word that examples use'
  if (isPhrase(secret)) return 'reads like words'
  return undefined
}

/** True where most characters follow from the one before: 1234, abcd, aaaa, 9876. */
function isSequence(secret: string): boolean {
  let steps = 0
  for (let at = 1; at < secret.length; at++) {
    if (Math.abs(secret.charCodeAt(at) - secret.charCodeAt(at - 1)) <= 1) steps++
  }
  return steps > secret.length / 2
}

function isPhrase(secret: string): boolean {
  const words = secret.split(/[\s_.,:;-]+/).filter(word => /^([a-z]{3,}|[A-Z][a-z]{2,}|[A-Z]{3,})\d{0,4}$/.test(word))
  if (words.length >= 3 || /\S\s+\S+\s+\S/.test(secret)) return true
  // Hex digits cannot spell much, and would be judged by six letters alone.
  if (/^[\da-f]+$/i.test(secret)) return false
  const pairs = secret.toLowerCase().match(/[a-z](?=([a-z]))/g)?.length ?? 0
  const common = commonPairs(secret.toLowerCase())
  return common >= 11 && common / pairs >= 0.47
}

function commonPairs(text: string): number {
  let common = 0
  for (let at = 1; at < text.length; at++) if (COMMON_PAIRS.has(text.slice(at - 1, at + 1))) common++
  return common
}
