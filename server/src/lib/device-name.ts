/** Of several that fit, the first: each calls itself by the names of those behind it too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Edg|EdgA|EdgiOS)\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/\S+ (?:Mobile\/\S+ )?Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]
/** More is no browser's. */
const MAX_UNITS = 512

/** `Firefox on Android`, of what a browser says of itself: never a word of its own. Null where that is nothing known. */
export function deviceName(userAgent: string | undefined): string | null {
  const said = userAgent?.slice(0, MAX_UNITS) ?? ''
  const nameIn = (known: typeof BROWSERS) => known.find(([pattern]) => pattern.test(said))?.[1]
  const named = [nameIn(BROWSERS), nameIn(SYSTEMS)].filter(name => name !== undefined)
  return named.length === 0 ? null : named.join(' on ')
}
