import { figuresWords as words } from './en/figures.ts'
import { locale } from './words.ts'

/** The forms of a word that counts something: as many as the language has. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

export const formatNumber = (n: number, options?: Intl.NumberFormatOptions): string =>
  n.toLocaleString(locale(), options)

/** `1 passage`, `2,400 passages`. */
export function counted(n: number, forms: Forms): string {
  return `${formatNumber(n)} ${forms[new Intl.PluralRules(locale()).select(n)] ?? forms.other}`
}

/** What has been begun is not whole: 99.9 % are 99. */
export const formatPercent = (share: number): string =>
  words.percent(formatNumber(Math.floor(Math.min(share, 1) * 100)))

export function formatSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), words.units.length - 1)
  const value = bytes / 1_000 ** power
  const digits = value < 10 && power > 0 ? 1 : 0
  const number = formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${number} ${words.units[power]}`
}

/** `a, b and c`. */
export const formatList = (items: readonly string[]): string => new Intl.ListFormat(locale()).format(items)

/** `21 November 2026`. */
export const formatDay = (time: Date): string => time.toLocaleDateString(locale(), { dateStyle: 'long' })

/** `21 Nov 2026, 22:10`. */
export const formatTime = (time: Date): string =>
  time.toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' })

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** `5 minutes ago`, `yesterday`, `in 3 days`; `now` within a minute. */
export function formatAgo(time: Date, now: Date = new Date()): string {
  const seconds = (time.getTime() - now.getTime()) / 1_000
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  const [unit, size] = STEPS.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', Infinity]
  return format.format(Math.trunc(seconds / size) || 0, unit)
}
