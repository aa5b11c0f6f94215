import { locale } from '../../words/words.ts'

/** `21 Nov`, of a day in UTC. */
export const dayName = (day: string): string =>
  new Date(day).toLocaleDateString(locale(), { day: 'numeric', month: 'short', timeZone: 'UTC' })
