import { words } from '../words.ts'

const english = {
  /** Each is a thousand of the one before. */
  units: ['bytes', 'KB', 'MB', 'GB'],
  /** With a narrow space that does not break. */
  percent: (number: string) => `${number}\u202f%`,
}

export type FiguresWords = typeof english
export const figuresWords = words('figures', english)
