import { afterEach, expect, test, vi } from 'vitest'
const now = new Date('2026-11-21T22:10:00Z')

/** The page in a browser that prefers these languages, and where somebody may have chosen one. */
async function open(languages: string[], chosen?: string) {
  const html = { lang: 'en', dir: '' }
  vi.resetModules()
  vi.stubGlobal('navigator', { languages })
  vi.stubGlobal('localStorage', { getItem: () => chosen ?? null })
  vi.stubGlobal('document', { documentElement: html })
  const [{ listWords }, format, { locale, speak }] = await Promise.all([
    import('./en/list.ts'),
    import('./format.ts'),
    import('./words.ts'),
  ])
  await speak()
  const ago = (seconds: number) => format.formatAgo(new Date(now.getTime() - seconds * 1_000), now)
  return { ...format, html, locale, ago, today: listWords.groups.today }
}

afterEach(() => vi.unstubAllGlobals())

test('in English', async () => {
  const { formatSize, formatPercent, formatNumber, counted, ago } = await open(['en-GB'])
  expect([0, 999, 1_234, 45_678, 3_456_789, 52_428_800].map(formatSize)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.2 KB',
    '46 KB',
    '3.5 MB',
    '52 MB',
  ])
  expect([formatPercent(0.999), formatNumber(12_345)]).toEqual(['99\u202f%', '12,345'])
  expect([1, 2].map(n => counted(n, { one: 'passage', other: 'passages' }))).toEqual(['1 passage', '2 passages'])
  expect([ago(20), ago(200), ago(90_000), ago(-400_000)]).toEqual(['now', '3 minutes ago', 'yesterday', 'in 4 days'])
})

test('in German, as it is written in Austria', async () => {
  const { html, locale, today, formatSize, formatPercent, formatDay, formatList, ago } = await open([
    'fr',
    'de-AT',
    'en',
  ])
  expect([html.lang, html.dir, locale(), today]).toEqual(['de', 'ltr', 'de-AT', 'Heute'])
  expect([formatSize(1_234), formatPercent(0.5)]).toEqual(['1,2 KB', '50\u202f%'])
  expect([ago(20), ago(200), ago(90_000)]).toEqual(['jetzt', 'vor 3 Minuten', 'gestern'])
  expect(formatDay(now)).toBe('21. November 2026')
  expect(formatList(['a', 'b', 'c'])).toBe('a, b und c')
})

test('what somebody chose wins over the browser, and numbers follow it', async () => {
  const german = await open(['en-US'], 'de')
  expect([german.today, german.locale(), german.formatNumber(12_345.5)]).toEqual(['Heute', 'de', '12.345,5'])
  const english = await open(['de-DE'], 'en')
  expect([english.html.lang, english.today, english.locale()]).toEqual(['en', 'Today', 'en'])
})
